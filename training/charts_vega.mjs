// Planned charts as Vega-Lite draws them: FOLDER/vega.json to one PNG each, through chromium.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as vega from 'vega';
import { compile } from 'vega-lite';

const folder = resolve(process.argv[2]);
const jobs = JSON.parse(readFileSync(join(folder, 'vega.json'), 'utf8'));
const MARKS = {
  smooth_line: { type: 'line', interpolate: 'monotone' },
  step_line: { type: 'line', interpolate: 'step' },
  step_before: { type: 'line', interpolate: 'step-before' },
  step_after: { type: 'line', interpolate: 'step-after' },
  bar: { type: 'bar' }, grouped_bar: { type: 'bar' }, stacked_bar: { type: 'bar' },
  horizontal_bar: { type: 'bar' }, grouped_horizontal: { type: 'bar' },
  stacked_horizontal: { type: 'bar' }, percent_bar: { type: 'bar' }, negative_bar: { type: 'bar' },
  bubble: { type: 'point' }, scatter: { type: 'point' }, many_scatter: { type: 'point' },
  area: { type: 'area' }, stacked_area: { type: 'area' }, percent_area: { type: 'area' },
  sideways_area: { type: 'area', orient: 'horizontal', interpolate: 'monotone' },
};

function rows(plan) {
  const points = plan.chart_type.includes('scatter');
  if (plan.chart_type === 'bubble') return plan.x.map((x, k) => ({ x, y: plan.values[0][k], size: plan.values[1][k] }));
  return plan.values.flatMap((row, i) => row.map((y, k) => ({
    x: plan.x[points ? i * row.length + k : k], y, series: plan.names[i],
  })));
}

function bubbles(plan, x, y) {
  return {
    background: 'white', data: { values: rows(plan) }, width: plan.size[0] - 240, height: plan.size[1] - 140,
    mark: plan.look === 'points' ? { type: 'circle' } : { type: 'point' },
    encoding: { x, y, size: { field: 'size', type: 'quantitative' } },
  };
}

function spec(plan) {
  const kind = plan.chart_type;
  const points = kind.includes('scatter') || kind === 'bubble';
  const years = plan.x.every((x) => /^\d{4}$/.test(x));
  const time = kind === 'time_line' || (years && !/bar|horizontal/.test(kind));
  const form = { title: plan.x_label, type: points ? 'quantitative' : time ? 'temporal' : 'ordinal', sort: null };
  const timed = years && time ? { timeUnit: 'utcyear' } : {};
  const x = { field: 'x', ...form, ...timed, axis: kind.includes('horizontal') ? undefined : { ...(time ? {} : { labelAngle: points ? 0 : plan.image.charCodeAt(9) % 2 ? -90 : 0 }) } };
  const shares = kind.includes('percent');
  const y = { field: 'y', type: 'quantitative', title: plan.y_label, ...(shares ? { stack: 'normalize', axis: { format: '%' } } : {}) };
  if (kind === 'log_line') y.scale = { type: 'log' };
  const mark = { ...(MARKS[kind] ?? { type: 'line' }) };
  if (plan.look.includes('points') && mark.type === 'line') mark.point = true;
  if (plan.look.includes('points') && mark.type === 'area') mark.line = true;
  if (kind === 'bubble') return bubbles(plan, x, y);
  const many = plan.names.length > 1;
  const named = { field: 'series', type: 'nominal', sort: null, title: plan.look.includes('titled') ? 'series' : null };
  const shown = !many ? {} : kind === 'dashed_lines' ? { strokeDash: named } : { color: named };
  if (kind === 'grouped_bar') shown.xOffset = { field: 'series', sort: null };
  if (kind === 'grouped_horizontal') shown.yOffset = { field: 'series', sort: null };
  const turned = kind.includes('horizontal') || kind === 'sideways_area';
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json', background: 'white',
    data: { values: rows(plan) }, width: plan.size[0] - 240, height: plan.size[1] - 140,
    title: plan.title || undefined, mark, encoding: { ...(turned ? { x: y, y: x } : { x, y }), ...shown },
  };
}

for (const plan of jobs) {
  const view = new vega.View(vega.parse(compile(spec(plan)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
  const page = join(folder, 'page.html');
  writeFileSync(page, `<meta charset="utf-8"><body style="margin:0;background:#fff">${svg}</body>`);
  execFileSync('chromium', ['--headless=new', '--no-sandbox', '--hide-scrollbars', `--force-device-scale-factor=${plan.scale}`,
    `--window-size=${Math.ceil(width)},${Math.ceil(height)}`, `--screenshot=${join(folder, plan.image)}`, `file://${page}`], { stdio: 'ignore' });
  rmSync(page);
}
