// Planned charts as ECharts draws them: FOLDER/echarts.json to one PNG each, through chromium.
import * as echarts from 'echarts';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2]);
const jobs = JSON.parse(readFileSync(join(folder, 'echarts.json'), 'utf8'));
const FONT = { fontFamily: '"Noto Sans CJK SC", sans-serif' };

function axes(plan) {
  const sideways = plan.chart_type.includes('horizontal');
  const points = plan.chart_type.includes('scatter');
  const time = plan.chart_type === 'time_line';
  const across = points ? { type: 'value' } : time ? { type: 'time' } : { type: 'category', data: plan.x };
  const along = { type: 'value', axisLabel: { formatter: `{value}${plan.chart_type.includes('percent') ? ' %' : plan.unit ? ' ' + plan.unit : ''}` } };
  if (plan.chart_type.includes('percent')) along.max = 100;
  if (plan.look === 'dashboard' && across.data?.length > 5 && !sideways) across.axisLabel = { rotate: 45, interval: 0 };
  if (!/bar|horizontal|panels/.test(plan.chart_type) && !points && !time) across.boundaryGap = plan.image.charCodeAt(9) % 2 === 0;
  return sideways ? { xAxis: along, yAxis: across } : { xAxis: across, yAxis: along };
}

function series(plan, i) {
  const data = plan.values[i];
  const size = data.length;
  const base = { name: plan.names[i], data };
  const label = plan.look === 'labelled' ? { label: { show: true, position: 'top' } } : {};
  const inside = plan.look === 'labelled' ? { label: { show: true } } : {};
  const rounded = plan.look !== 'dashboard' ? {} : { itemStyle: { borderRadius: plan.chart_type.includes('horizontal') ? [0, 6, 6, 0] : [6, 6, 0, 0] } };
  switch (plan.chart_type) {
    case 'scatter': case 'many_scatter':
      return { ...base, type: 'scatter', data: data.map((v, k) => [plan.x[i * size + k], v]) };
    case 'time_line': return { ...base, type: 'line', showSymbol: false, data: data.map((v, k) => [plan.x[k], v]) };
    case 'stacked_bar': case 'stacked_horizontal': return { ...base, ...inside, type: 'bar', stack: 'all' };
    case 'percent_bar': {
      const whole = data.map((_, k) => plan.values.reduce((sum, row) => sum + row[k], 0));
      return { ...base, data: data.map((v, k) => 100 * v / whole[k]), type: 'bar', stack: 'all' };
    }
    case 'grouped_horizontal': return { ...base, ...rounded, type: 'bar' };
    case 'negative_bar': return { ...base, type: 'bar' };
    case 'panels': return { ...base, ...label, type: 'bar', xAxisIndex: i, yAxisIndex: i };
    case 'stacked_area': return { ...base, type: 'line', stack: 'all', areaStyle: {} };
    case 'area': return { ...base, type: 'line', areaStyle: {} };
    case 'percent_area': {
      const whole = data.map((_, k) => plan.values.reduce((sum, row) => sum + row[k], 0));
      return { ...base, data: data.map((v, k) => 100 * v / whole[k]), type: 'line', stack: 'all', areaStyle: {}, showSymbol: false };
    }
    case 'step_line': return { ...base, type: 'line', step: 'middle' };
    case 'step_before': return { ...base, type: 'line', step: 'start' };
    case 'step_after': return { ...base, type: 'line', step: 'end' };
    case 'smooth_line': return { ...base, type: 'line', smooth: true };
    case 'dashed_lines': return { ...base, type: 'line', color: '#5470c6', showSymbol: false, lineStyle: { type: ['solid', 'dashed', 'dotted'][i] } };
    case 'bar+line': return { ...base, ...label, type: i ? 'line' : 'bar' };
    case 'bar': return { ...base, ...label, ...rounded, type: 'bar', ...(plan.look === 'dashboard' ? { showBackground: true } : {}) };
    case 'grouped_bar': return { ...base, ...label, ...rounded, type: 'bar' };
    case 'horizontal_bar': return { ...base, ...rounded, type: 'bar' };
    default: return { ...base, type: 'line' };
  }
}

function option(plan) {
  const text = { ...FONT };
  const title = plan.title ? { text: plan.title, left: plan.size[0] > 750 ? 'center' : 'left' } : undefined;
  const common = { animation: false, textStyle: text, title };
  const named = plan.x.map((name, k) => ({ name, value: plan.values[0][k] }));
  if (['pie', 'donut'].includes(plan.chart_type)) {
    const radius = plan.chart_type === 'pie' ? '60%' : ['35%', '60%'];
    return { ...common, legend: { orient: 'vertical', right: 10, top: 40 }, series: [{ type: 'pie', radius, data: named }] };
  }
  if (plan.chart_type === 'funnel') {
    const top = plan.values[0][0];
    return { ...common, legend: { bottom: 5 }, series: [{ type: 'funnel', top: 60, bottom: 50, max: top, data: named }] };
  }
  if (plan.chart_type === 'panels') {
    const { xAxis, yAxis } = axes(plan);
    const sides = [{ left: '8%', width: '38%', top: 80 }, { left: '56%', width: '38%', top: 80 }];
    return {
      ...common, grid: sides, xAxis: sides.map((_, gridIndex) => ({ ...xAxis, gridIndex })),
      yAxis: sides.map((_, gridIndex) => ({ ...yAxis, gridIndex })),
      legend: { top: 34 }, series: plan.values.map((_, i) => series(plan, i)),
    };
  }
  return {
    ...common, ...axes(plan), grid: { top: 80 },
    legend: plan.names.length > 1 ? { top: 34 } : undefined,
    series: plan.values.map((_, i) => series(plan, i)),
  };
}

for (const plan of jobs) {
  const [width, height] = plan.size;
  const dark = plan.look === 'dark';
  const chart = echarts.init(null, dark ? 'dark' : null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option(plan));
  const page = join(folder, 'page.html');
  const ground = dark ? '#100c2a' : '#fff';
  writeFileSync(page, `<meta charset="utf-8"><body style="margin:0;background:${ground}">${chart.renderToSVGString()}</body>`);
  execFileSync('chromium', ['--headless=new', '--no-sandbox', '--hide-scrollbars', `--window-size=${width},${height}`,
    `--screenshot=${join(folder, plan.image)}`, `file://${page}`], { stdio: 'ignore' });
  chart.dispose();
  rmSync(page);
}
