// Runs in the page: draws a plan (plans.mjs) with one of four UI kits, and reads the truth off the DOM.
/* global Vue, ElementPlus, vant, React, ReactDOM, antd */

const text = (s) => String(s ?? "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
const css = (style) => Object.entries(style ?? {}).map(([k, v]) => `${k.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase())}:${v}`).join(";");
const html = (node, kit) => kit[node.name](node.props, node.kids.map((kid) => html(kid, kit)).join(""));
const plain = {
  box: (p, kids) => `<div style="${css(p.style)}">${kids}</div>`,
  heading: (p) => `<h2 style="margin:0 0 10px;font-size:22px">${text(p.label)}</h2>`,
  text: (p) => `<p style="margin:6px 0">${text(p.said)}</p>`,
  figure: (p) => `<div style="font-size:28px">${text(p.said)}</div>`,
};
const asked = (f, kit) => (f.kind === "radio" || f.kind === "checkbox" ? kit.group(f) : kit.control(f));
const cellOf = (v, kit) => (v.tag ? kit.tag(v.tag) : text(v));
const settingRow = (p, control) => `<div style="display:flex;justify-content:space-between;align-items:center;padding:14px 4px;border-bottom:1px solid rgba(128,128,128,.2)"><div><div>${text(p.label)}</div>${p.hint ? `<div style="font-size:12px;opacity:.6">${text(p.hint)}</div>` : ""}</div>${control}</div>`;
const side = (p, menu) => `<aside style="width:210px;flex:none;background:${p.night ? "#1d2b3a" : "rgba(128,128,128,.06)"};border-right:1px solid rgba(128,128,128,.2)"><div style="padding:16px 20px;font-weight:600;color:${p.night ? "#fff" : "inherit"}">${text(p.product)}</div>${menu}</aside>`;
const bar = (p, menu) => `<header class="topbar" style="display:flex;align-items:center;gap:24px;padding:0 20px;background:${p.night ? "#1d2b3a" : "rgba(128,128,128,.06)"};border-bottom:1px solid rgba(128,128,128,.25)"><b style="color:${p.night ? "#fff" : "inherit"};white-space:nowrap">${text(p.product)}</b>${menu}</header>`;

const element = {
  ...plain,
  sidebar: (p) => side(p, `<el-menu default-active="${text(p.chosen)}" ${p.night ? 'background-color="#1d2b3a" text-color="#cfd8e3" active-text-color="#409eff"' : ""} style="border:0">${p.all.map((m) => `<el-menu-item index="${text(m)}"><i style="display:inline-block;width:14px;height:14px;border:1.5px solid currentColor;border-radius:3px;margin-right:10px"></i>${text(m)}</el-menu-item>`).join("")}</el-menu>`),
  topbar: (p) => bar(p, `<el-menu mode="horizontal" :ellipsis="false" default-active="${text(p.chosen)}" ${p.night ? 'background-color="#1d2b3a" text-color="#cfd8e3" active-text-color="#409eff"' : ""} style="border:0;flex:1">${p.all.map((m) => `<el-menu-item index="${text(m)}">${text(m)}</el-menu-item>`).join("")}</el-menu>`),
  button: (p) => `<el-button ${p.look ? `type="${p.look}"` : ""} ${p.disabled ? "disabled" : ""} ${p.wide ? 'style="width:100%"' : ""}>${text(p.label)}</el-button>`,
  link: (p) => `<el-link type="primary">${text(p.label)}</el-link>`,
  tag: (said) => `<el-tag ${/败|Fail/.test(said) ? 'type="danger"' : /运行|Run|完成|Done/.test(said) ? 'type="success"' : ""}>${text(said)}</el-tag>`,
  check: (p) => `<el-checkbox label="${text(p.label)}" :model-value="${p.on}"></el-checkbox>`,
  control: (f) => f.kind === "switch" ? `<el-switch :model-value="${f.on}"></el-switch>`
    : f.kind === "select" ? `<el-select style="width:210px" model-value="${text(f.value)}" placeholder="${text(f.placeholder)}" ${f.disabled ? "disabled" : ""}></el-select>`
    : `<el-input ${f.kind === "textarea" ? 'type="textarea" :rows="3"' : ""} model-value="${text(f.value)}" placeholder="${text(f.placeholder)}" ${f.disabled ? "disabled" : ""}></el-input>`,
  group: (f) => f.kind === "radio" ? `<el-radio-group model-value="${text(f.chosen)}">${f.all.map((a) => `<el-radio value="${text(a)}" label="${text(a)}">${text(a)}</el-radio>`).join("")}</el-radio-group>`
    : `<div>${f.all.map((a) => `<el-checkbox label="${text(a)}" :model-value="${f.chosen.includes(a)}"></el-checkbox>`).join("")}</div>`,
  form: (p, kids) => `<el-form ${p.inline ? "inline" : ""} ${p.top ? 'label-position="top"' : 'label-width="130px"'} style="max-width:${p.inline ? "none" : "640px"}">${p.fields.map((f) => `<el-form-item label="${text(f.label)}">${asked(f, element)}</el-form-item>`).join("")}${kids}</el-form>`,
  breadcrumb: (p) => `<el-breadcrumb separator="/" style="margin-bottom:14px">${p.items.map((i) => `<el-breadcrumb-item>${text(i)}</el-breadcrumb-item>`).join("")}</el-breadcrumb>`,
  tabs: (p) => `<el-tabs model-value="${text(p.chosen)}">${p.all.map((a) => `<el-tab-pane label="${text(a)}" name="${text(a)}"></el-tab-pane>`).join("")}</el-tabs>`,
  table: (p) => `<el-table :data="[${p.rows.map((r, i) => `{${r.map((v, k) => `c${k}:'${text(v.tag ?? v)}'`).join(",")},i:${i}}`).join(",")}]">${p.checks ? '<el-table-column type="selection" width="48"></el-table-column>' : ""}${p.columns.map((c, k) => `<el-table-column prop="c${k}" label="${text(c)}">${p.rows[0]?.[k]?.tag ? `<template #default="s"><el-tag>{{s.row.c${k}}}</el-tag></template>` : ""}</el-table-column>`).join("")}${p.links.length ? `<el-table-column label="${text(p.operate)}" width="150">${"<template #default>"}${p.links.map((l) => `<el-button link type="primary">${text(l)}</el-button>`).join("")}</template></el-table-column>` : ""}</el-table>`,
  pagination: (p) => `<el-pagination background layout="total, prev, pager, next" :total="${p.total * 10}" :current-page="${p.current}"></el-pagination>`,
  setting: (p) => settingRow(p, `<el-switch :model-value="${p.on}"></el-switch>`),
  card: (p, kids) => `<el-card style="margin-bottom:14px">${p.title ? `<template #header>${text(p.title)}</template>` : ""}${kids}</el-card>`,
  dialog: (p, kids) => `<el-dialog :model-value="true" title="${text(p.title)}" width="520" :modal-append-to-body="false">${kids}<template #footer><el-button>${text(p.cancel)}</el-button><el-button type="primary">${text(p.ok)}</el-button></template></el-dialog>`,
  dropdown: (p) => `<el-dropdown ref="drop" trigger="click"><el-button class="opens">${text(p.label)} ▾</el-button><template #dropdown><el-dropdown-menu>${p.items.map((i) => `<el-dropdown-item>${text(i)}</el-dropdown-item>`).join("")}</el-dropdown-menu></template></el-dropdown>`,
};

const bootstrap = {
  ...plain,
  sidebar: (p) => side(p, `<nav class="nav nav-pills flex-column p-2">${p.all.map((m) => `<a class="nav-link ${m === p.chosen ? "active" : ""}" style="${p.night && m !== p.chosen ? "color:#cfd8e3" : ""}">${text(m)}</a>`).join("")}</nav>`),
  topbar: (p) => bar(p, `<nav class="nav" style="padding:6px 0">${p.all.map((m) => `<a class="nav-link ${m === p.chosen ? "active fw-bold" : ""}" style="${p.night ? "color:#cfd8e3" : m === p.chosen ? "" : "color:inherit"}">${text(m)}</a>`).join("")}</nav>`),
  button: (p) => `<button class="btn btn-${p.look ?? "outline-secondary"} ${p.wide ? "w-100" : ""}" ${p.disabled ? "disabled" : ""}>${text(p.label)}</button>`,
  link: (p) => `<a href="#">${text(p.label)}</a>`,
  tag: (said) => `<span class="badge ${/败|Fail/.test(said) ? "text-bg-danger" : /运行|Run|完成|Done/.test(said) ? "text-bg-success" : "text-bg-secondary"}">${text(said)}</span>`,
  check: (p) => `<div class="form-check"><input class="form-check-input" type="checkbox" ${p.on ? "checked" : ""}><label class="form-check-label">${text(p.label)}</label></div>`,
  control: (f) => f.kind === "switch" ? `<div class="form-check form-switch"><input class="form-check-input" type="checkbox" ${f.on ? "checked" : ""}></div>`
    : f.kind === "select" ? `<select class="form-select" style="min-width:180px" ${f.disabled ? "disabled" : ""}><option>${text(f.value || f.placeholder)}</option></select>`
    : f.kind === "textarea" ? `<textarea class="form-control" rows="3" placeholder="${text(f.placeholder)}">${text(f.value)}</textarea>`
    : `<input class="form-control" value="${text(f.value)}" placeholder="${text(f.placeholder)}" ${f.disabled ? "disabled" : ""}>`,
  group: (f) => `<div>${f.all.map((a) => `<div class="form-check form-check-inline"><input class="form-check-input" type="${f.kind}" ${[f.chosen].flat().includes(a) ? "checked" : ""}><label class="form-check-label">${text(a)}</label></div>`).join("")}</div>`,
  form: (p, kids) => p.inline ? `<form class="d-flex gap-3 align-items-center flex-wrap">${p.fields.map((f) => `<label class="text-nowrap">${text(f.label)}</label><div>${asked(f, bootstrap)}</div>`).join("")}${kids}</form>`
    : `<form style="max-width:620px">${p.fields.map((f) => `<div class="mb-3"><label class="form-label">${text(f.label)}</label>${asked(f, bootstrap)}</div>`).join("")}</form>`,
  breadcrumb: (p) => `<ol class="breadcrumb" style="width:max-content">${p.items.map((i) => `<li class="breadcrumb-item">${text(i)}</li>`).join("")}</ol>`,
  tabs: (p) => `<ul class="nav nav-tabs mb-3">${p.all.map((a) => `<li class="nav-item"><a class="nav-link ${a === p.chosen ? "active" : ""}" href="#">${text(a)}</a></li>`).join("")}</ul>`,
  table: (p) => `<table class="table align-middle"><thead><tr>${p.checks ? '<th style="width:40px"><input class="form-check-input" type="checkbox"></th>' : ""}${p.columns.map((c) => `<th>${text(c)}</th>`).join("")}${p.links.length ? `<th>${text(p.operate)}</th>` : ""}</tr></thead><tbody>${p.rows.map((r, i) => `<tr>${p.checks ? `<td><input class="form-check-input" type="checkbox" ${i === p.ticked ? "checked" : ""}></td>` : ""}${r.map((v) => `<td>${cellOf(v, bootstrap)}</td>`).join("")}${p.links.length ? `<td>${p.links.map((l) => `<a href="#" class="me-2">${text(l)}</a>`).join("")}</td>` : ""}</tr>`).join("")}</tbody></table>`,
  pagination: (p) => `<ul class="pagination m-0">${["«", ...Array.from({ length: p.total }, (_, i) => i + 1), "»"].map((n) => `<li class="page-item ${n === p.current ? "active" : ""}"><a class="page-link">${n}</a></li>`).join("")}</ul>`,
  setting: (p) => settingRow(p, `<div class="form-check form-switch"><input class="form-check-input" type="checkbox" ${p.on ? "checked" : ""}></div>`),
  card: (p, kids) => `<div class="card mb-3">${p.title ? `<div class="card-header">${text(p.title)}</div>` : ""}<div class="card-body">${kids}</div></div>`,
  dialog: (p, kids) => `<div class="modal d-block" style="background:rgba(0,0,0,.5);z-index:99"><div class="modal-dialog" style="max-width:520px;margin:90px auto"><div class="modal-content"><div class="modal-header"><h5 class="modal-title">${text(p.title)}</h5><button class="btn-close"></button></div><div class="modal-body">${kids}</div><div class="modal-footer"><button class="btn btn-secondary">${text(p.cancel)}</button><button class="btn btn-primary">${text(p.ok)}</button></div></div></div></div>`,
  dropdown: (p) => `<div class="dropdown"><button class="btn btn-outline-primary dropdown-toggle">${text(p.label)}</button><ul class="dropdown-menu show" style="top:100%">${p.items.map((i) => `<li><a class="dropdown-item">${text(i)}</a></li>`).join("")}</ul></div>`,
};

const vantKit = {
  ...plain,
  button: (p) => `<van-button ${p.look ? `type="${p.look}"` : ""} ${p.wide ? "block" : ""} ${p.disabled ? "disabled" : ""}>${text(p.label)}</van-button>`,
  check: (p) => `<van-checkbox shape="square" icon-size="16" :model-value="${p.on}">${text(p.label)}</van-checkbox>`,
  control: (f) => f.kind === "switch" ? `<van-field label="${text(f.label)}" class="holder"><template #input><van-switch size="20" :model-value="${f.on}"></van-switch></template></van-field>`
    : `<van-field label="${text(f.label)}" model-value="${text(f.value)}" placeholder="${text(f.placeholder)}" ${f.kind === "select" ? "is-link readonly" : ""} ${f.kind === "textarea" ? 'type="textarea" rows="2"' : ""} ${f.disabled ? "disabled" : ""}></van-field>`,
  group: (f) => f.kind === "radio" ? `<van-field label="${text(f.label)}" class="holder"><template #input><van-radio-group direction="horizontal" model-value="${text(f.chosen)}">${f.all.slice(0, 2).map((a) => `<van-radio icon-size="16" name="${text(a)}">${text(a)}</van-radio>`).join("")}</van-radio-group></template></van-field>`
    : `<van-field label="${text(f.label)}" class="holder"><template #input><div>${f.all.slice(0, 2).map((a) => `<van-checkbox shape="square" icon-size="16" :model-value="${f.chosen.includes(a)}" style="margin:2px">${text(a)}</van-checkbox>`).join("")}</div></template></van-field>`,
  form: (p) => `<van-cell-group inset style="margin-top:12px">${p.fields.map((f) => asked(f, vantKit)).join("")}</van-cell-group>`,
  navbar: (p) => `<van-nav-bar title="${text(p.title)}" left-text="${text(p.back)}" ${p.back ? "left-arrow" : ""}></van-nav-bar>`,
  tabbar: (p) => `<van-tabbar model-value="${text(p.chosen)}">${p.all.map((a, i) => `<van-tabbar-item name="${text(a)}" icon="${["home-o", "search", "friends-o", "setting-o"][i]}">${text(a)}</van-tabbar-item>`).join("")}</van-tabbar>`,
  tabs: (p) => `<van-tabs active="${text(p.chosen || p.all[0])}">${p.all.map((a) => `<van-tab title="${text(a)}" name="${text(a)}"></van-tab>`).join("")}</van-tabs>`,
  search: (p) => `<van-search placeholder="${text(p.placeholder)}"></van-search>`,
  cell: (p) => `<van-cell title="${text(p.title)}" ${p.note ? `label="${text(p.note)}"` : ""} value="${text(p.value)}" is-link></van-cell>`,
  setting: (p) => `<van-cell center title="${text(p.label)}" class="holder"><template #right-icon><van-switch size="22" :model-value="${p.on}"></van-switch></template></van-cell>`,
  dialog: (p) => `<van-dialog :show="true" title="${text(p.title)}" message="${text(p.title)}?" show-cancel-button confirm-button-text="${text(p.ok)}" cancel-button-text="${text(p.cancel)}" :teleport="null"></van-dialog>`,
};

const antdTree = (node, e = React.createElement, A = antd) => {
  const p = node.props, kids = node.kids.map((kid, i) => e(React.Fragment, { key: i }, antdTree(kid)));
  const control = (f) => f.kind === "input" ? e(A.Input, { value: f.value, placeholder: f.placeholder, disabled: f.disabled })
    : f.kind === "select" ? e(A.Select, { value: f.value || null, placeholder: f.placeholder, disabled: f.disabled, style: { minWidth: 190 } })
    : f.kind === "textarea" ? e(A.Input.TextArea, { value: f.value, placeholder: f.placeholder, rows: 3 })
    : f.kind === "radio" ? e(A.Radio.Group, { value: f.chosen, options: f.all })
    : f.kind === "checkbox" ? e(A.Checkbox.Group, { value: f.chosen, options: f.all }) : e(A.Switch, { checked: f.on });
  const raw = (made) => e("div", { dangerouslySetInnerHTML: { __html: made } });
  const cell = (v) => (v.tag ? e(A.Tag, { color: /败|Fail/.test(v.tag) ? "red" : /运行|Run|完成|Done/.test(v.tag) ? "green" : "blue" }, v.tag) : v);
  const made = {
    box: () => e("div", { style: p.style }, kids),
    heading: () => e("h2", { style: { margin: "0 0 10px", fontSize: 22 } }, p.label),
    text: () => raw(plain.text(p)), figure: () => raw(plain.figure(p)),
    sidebar: () => e("aside", { style: { width: 210, flex: "none", background: p.night ? "#001529" : undefined, borderRight: "1px solid rgba(128,128,128,.2)" } }, e("div", { style: { padding: "16px 24px", fontWeight: 600, color: p.night ? "#fff" : undefined } }, p.product), e(A.Menu, { theme: p.night ? "dark" : "light", selectedKeys: [p.chosen], items: p.all.map((m) => ({ key: m, label: m, icon: e("i", { style: { width: 13, height: 13, border: "1.5px solid currentColor", borderRadius: 7, display: "inline-block" } }) })), style: { border: 0 } })),
    topbar: () => e("header", { className: "topbar", style: { display: "flex", alignItems: "center", gap: 24, padding: "0 20px", background: p.night ? "#001529" : undefined, borderBottom: "1px solid rgba(128,128,128,.25)" } }, e("b", { style: { whiteSpace: "nowrap", color: p.night ? "#fff" : undefined } }, p.product), e(A.Menu, { theme: p.night ? "dark" : "light", mode: "horizontal", disabledOverflow: true, selectedKeys: [p.chosen], items: p.all.map((m) => ({ key: m, label: m })), style: { border: 0, flex: 1 } })),
    button: () => e(A.Button, { type: p.look === "primary" ? "primary" : "default", danger: p.look === "danger", disabled: p.disabled, block: p.wide }, p.label),
    link: () => e("a", {}, p.label), check: () => e(A.Checkbox, { checked: p.on }, p.label),
    form: () => e(A.Form, { layout: p.inline ? "inline" : p.top ? "vertical" : "horizontal", labelCol: p.inline || p.top ? undefined : { flex: "140px" }, style: { maxWidth: p.inline ? undefined : 640, rowGap: 8 } }, p.fields.map((f) => e(A.Form.Item, { key: f.label, label: f.label }, control(f))), kids),
    breadcrumb: () => e(A.Breadcrumb, { items: p.items.map((title) => ({ title })), style: { marginBottom: 14 } }),
    tabs: () => e(A.Tabs, { activeKey: p.chosen, items: p.all.map((a) => ({ key: a, label: a })) }),
    table: () => e(A.Table, { pagination: false, rowSelection: p.checks ? { selectedRowKeys: [p.ticked] } : undefined, dataSource: p.rows.map((r, key) => ({ key, ...r })), columns: [...p.columns.map((title, k) => ({ title, dataIndex: k, key: k, render: cell })), ...(p.links.length ? [{ title: p.operate, key: "do", render: () => p.links.map((l) => e("a", { key: l, style: { marginRight: 12 } }, l)) }] : [])] }),
    pagination: () => e(A.Pagination, { total: p.total * 10, current: p.current }),
    setting: () => e("div", { style: { display: "flex", justifyContent: "space-between", alignItems: "center", padding: "14px 4px", borderBottom: "1px solid rgba(128,128,128,.2)" } }, e("div", {}, e("div", {}, p.label), p.hint && e("div", { style: { fontSize: 12, opacity: 0.6 } }, p.hint)), e(A.Switch, { checked: p.on })),
    card: () => e(A.Card, { title: p.title || undefined, style: { marginBottom: 14 } }, kids),
    dialog: () => e(A.Modal, { open: true, title: p.title, okText: p.ok, cancelText: p.cancel, transitionName: "", maskTransitionName: "" }, kids),
    dropdown: () => e(A.Dropdown, { open: true, transitionName: "", menu: { items: p.items.map((label) => ({ key: label, label })) } }, e(A.Button, {}, p.label + " ▾")),
  };
  return made[node.name]();
};

window.drawPlan = (plan) => {
  document.documentElement.classList.toggle("dark", plan.dark);
  document.documentElement.setAttribute("data-bs-theme", plan.dark ? "dark" : "light");
  const paper = plan.kit === "vant" ? (plan.dark ? "#000" : "#f7f8fa") : plan.dark ? "#141414" : "#fff";
  document.body.style.cssText = `margin:0;background:${paper};color:${plan.dark ? "#e5eaf3" : "#303133"};font-family:"Helvetica Neue",Arial,"Noto Sans CJK SC",sans-serif;font-size:14px`;
  const frame = plan.frame ? `<div class="browser" style="height:44px;display:flex;align-items:center;gap:8px;padding:0 14px;background:${plan.dark ? "#2b2d31" : "#dee1e6"}"><i style="width:12px;height:12px;border-radius:6px;background:#ff5f57"></i><i style="width:12px;height:12px;border-radius:6px;background:#febc2e"></i><i style="width:12px;height:12px;border-radius:6px;background:#28c840"></i><div class="address" style="flex:1;margin:0 60px;height:28px;line-height:28px;border-radius:14px;padding:0 14px;background:${plan.dark ? "#1b1c1f" : "#fff"};font-size:13px">https://console.example.com/${plan.kind}</div></div>` : "";
  document.body.innerHTML = `${frame}<div id="app"></div>`;
  const app = document.getElementById("app");
  if (plan.kit === "bootstrap") app.innerHTML = html(plan.tree, bootstrap);
  else if (plan.kit === "antd") ReactDOM.createRoot(app).render(React.createElement(antd.ConfigProvider, { theme: { algorithm: plan.dark ? antd.theme.darkAlgorithm : undefined, token: { motion: false } } }, React.createElement(antd.App, {}, antdTree(plan.tree))));
  else {
    const [kit, library] = plan.kit === "element" ? [element, ElementPlus] : [vantKit, vant];
    const inner = html(plan.tree, kit);
    Vue.createApp({ template: plan.kit === "vant" ? `<van-config-provider theme="${plan.dark ? "dark" : "light"}">${inner}</van-config-provider>` : inner }).use(library).mount(app);
  }
};
