// Plans of pages of user interfaces, free of any kit: trees of {name, props, kids} by seed.
//
// The kits (kits.js) draw such a tree in a browser; the truth is then read off the DOM.

const zh = {
  products: ["云脉控制台", "星河运维平台", "织锦内容中台", "青松客户管理", "流萤监控", "墨方数据平台", "行舟物流后台"],
  menus: ["工作台", "用户管理", "订单列表", "商品库存", "角色权限", "审计日志", "系统设置", "消息中心", "数据报表", "任务调度", "监控告警", "资源配额", "账单明细", "部署记录"],
  entities: ["用户", "订单", "商品", "任务", "设备", "合同", "集群", "工单", "镜像", "接口"],
  columns: ["名称", "状态", "负责人", "创建时间", "类型", "优先级", "所属部门", "版本号", "数量", "区域"],
  people: ["张伟", "李娜", "王芳", "刘洋", "陈静", "杨帆", "赵磊", "周敏"],
  states: ["运行中", "已停止", "待审核", "已完成", "失败", "草稿"],
  things: ["华东生产环境", "支付网关", "日志采集器", "用户中心", "搜索服务", "离线任务", "报表导出", "短信通道", "对象存储", "缓存集群"],
  fields: ["姓名", "手机号", "邮箱地址", "所属部门", "服务名称", "端口号", "回调地址", "备注", "项目名称", "访问密钥", "命名空间"],
  options: ["华东一区", "研发部", "管理员", "按月付费", "高优先级", "全部状态", "最近七天", "简体中文"],
  switches: ["邮件通知", "自动备份", "双因素认证", "深色模式", "允许访客访问", "每日摘要", "自动扩容", "维护模式", "开机启动", "显示行号"],
  hints: ["开启后系统会在每天凌晨执行", "关闭后所有成员将无法访问", "仅对当前项目生效", "修改后需要重新登录"],
  checks: ["读取权限", "写入权限", "记住密码", "接收推送", "公开项目", "包含子目录", "启用缓存"],
  radios: ["标准模式", "高性能", "按量付费", "包年包月", "私有", "公开"],
  tabs: ["基本信息", "操作日志", "成员列表", "监控指标", "配置管理", "事件", "告警规则", "版本历史"],
  actions: ["编辑", "删除", "详情", "重启", "下载"],
  menuOptions: ["个人中心", "修改密码", "导出为 CSV", "复制链接", "移动到", "归档", "退出登录", "重命名"],
  stats: ["今日访问量", "活跃用户", "待处理工单", "本月收入", "平均响应时间", "错误率"],
  sentences: ["该操作不可撤销，请确认后继续。", "请填写完整信息后提交，审核通常需要一个工作日。", "数据每五分钟更新一次。"],
  w: { search: "查询", reset: "重置", add: "新建", batch: "批量删除", export: "导出", save: "保存", cancel: "取消", ok: "确定", submit: "提交", login: "登录", register: "注册账号", forgot: "忘记密码", user: "用户名", pass: "密码", remember: "记住我", ask: "请输入", choose: "请选择", list: "列表", create: "新建", edit: "编辑", del: "确认删除", detail: "详情", settings: "设置", more: "更多操作", back: "返回", home: "首页", mine: "我的", welcome: "欢迎登录", code: "验证码", next: "下一步" },
};
const en = {
  products: ["Harbor Console", "Northwind Admin", "Lumen Analytics", "Orchard CRM", "Quarry Metrics", "Skylark Studio"],
  menus: ["Overview", "Users", "Orders", "Inventory", "Permissions", "Audit log", "Settings", "Messages", "Reports", "Scheduler", "Alerts", "Quotas", "Billing", "Deployments"],
  entities: ["user", "order", "product", "task", "device", "contract", "cluster", "ticket", "image", "endpoint"],
  columns: ["Name", "Status", "Owner", "Created at", "Type", "Priority", "Department", "Version", "Count", "Region"],
  people: ["Alice Chen", "Bob Martin", "Carol Diaz", "David Kim", "Erin Walsh", "Frank Li"],
  states: ["Running", "Stopped", "Pending", "Done", "Failed", "Draft"],
  things: ["production-east", "payment-gateway", "log-collector", "user-center", "search-api", "nightly-job", "report-export", "sms-channel", "object-store", "cache-main"],
  fields: ["Full name", "Phone number", "Email address", "Department", "Service name", "Port", "Callback URL", "Remarks", "Project name", "Access key", "Namespace"],
  options: ["us-east-1", "Engineering", "Administrator", "Monthly", "High priority", "All states", "Last 7 days", "English"],
  switches: ["Email notifications", "Automatic backup", "Two-factor login", "Dark mode", "Guest access", "Daily digest", "Autoscaling", "Maintenance mode", "Launch at startup", "Show line numbers"],
  hints: ["Runs every night when turned on", "Members lose access when turned off", "Applies to this project only", "You need to sign in again afterwards"],
  checks: ["Read access", "Write access", "Remember me", "Push messages", "Public project", "Include subfolders", "Enable cache"],
  radios: ["Standard", "High performance", "Pay as you go", "Yearly", "Private", "Public"],
  tabs: ["General", "Activity", "Members", "Metrics", "Configuration", "Events", "Alert rules", "History"],
  actions: ["Edit", "Delete", "Details", "Restart", "Download"],
  menuOptions: ["My profile", "Change password", "Export as CSV", "Copy link", "Move to", "Archive", "Sign out", "Rename"],
  stats: ["Visits today", "Active users", "Open tickets", "Revenue", "Response time", "Error rate"],
  sentences: ["This action cannot be undone.", "Fill in all fields, then submit the form for review.", "Data is refreshed every five minutes."],
  w: { search: "Search", reset: "Reset", add: "New", batch: "Delete selected", export: "Export", save: "Save", cancel: "Cancel", ok: "OK", submit: "Submit", login: "Sign in", register: "Create account", forgot: "Forgot password?", user: "Username", pass: "Password", remember: "Remember me", ask: "Enter", choose: "Select", list: "list", create: "New", edit: "Edit", del: "Delete", detail: "details", settings: "Settings", more: "More", back: "Back", home: "Home", mine: "Account", welcome: "Welcome back", code: "Verification code", next: "Next" },
};

export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (a, b) => a + Math.floor(next() * (b - a + 1));
  const some = (list, n) => list.map((v) => [next(), v]).sort((a, b) => a[0] - b[0]).slice(0, n).map((p) => p[1]);
  return { next, whole, some, one: (list) => list[whole(0, list.length - 1)], chance: (p) => next() < p };
}

const h = (name, props = {}, ...kids) => ({ name, props, kids: kids.flat().filter(Boolean) });
const row = (style, ...kids) => h("box", { style: { display: "flex", alignItems: "center", gap: "12px", flexWrap: "wrap", ...style } }, ...kids);
const box = (style, ...kids) => h("box", { style }, ...kids);

function parts(d, t, latin) {
  const { w } = t;
  const join = (a, b) => (latin ? `${a} ${b}` : a + b);
  const value = (column) => {
    const k = t.columns.indexOf(column);
    return [() => d.one(t.things), () => ({ tag: d.one(t.states) }), () => d.one(t.people), () => `2026-0${d.whole(1, 9)}-${d.whole(10, 28)} ${d.whole(10, 23)}:${d.whole(10, 59)}`,
      () => d.one(t.options), () => `P${d.whole(0, 4)}`, () => d.one(t.options), () => `v${d.whole(1, 9)}.${d.whole(0, 20)}.${d.whole(0, 9)}`, () => String(d.whole(3, 9800)), () => d.one(t.options)][k]();
  };
  const table = (n, checks = d.chance(0.4)) => {
    const columns = [t.columns[0], ...d.some(t.columns.slice(1), d.whole(2, 4))];
    return h("table", { columns, checks, links: d.chance(0.7) ? d.some(t.actions, 2) : [], rows: Array.from({ length: n }, () => columns.map(value)), ticked: d.whole(0, n), operate: latin ? "Actions" : "操作" });
  };
  const field = (label, kind = d.one(["input", "input", "input", "select", "select", "textarea", "radio", "checkbox", "switch"])) => {
    const disabled = d.chance(0.12), filled = d.chance(0.5);
    if (kind === "input") return { kind, label, disabled, value: filled ? d.one([...t.things, ...t.people]) : "", placeholder: join(w.ask, label) };
    if (kind === "select") return { kind, label, disabled, value: filled ? d.one(t.options) : "", placeholder: w.choose };
    if (kind === "textarea") return { kind, label, value: filled ? d.one(t.sentences) : "", placeholder: join(w.ask, label) };
    if (kind === "radio") { const all = d.some(t.radios, d.whole(2, 3)); return { kind, label, all, chosen: d.one(all) }; }
    if (kind === "checkbox") { const all = d.some(t.checks, d.whole(2, 3)); return { kind, label, all, chosen: d.some(all, d.whole(0, 2)) }; }
    return { kind: "switch", label, on: d.chance(0.5) };
  };
  const form = (n, props = {}) => h("form", { fields: d.some(t.fields, n).map((f) => field(f)), ...props });
  const button = (label, props = {}) => h("button", { label, ...props });
  const filters = () => h("form", { inline: true, fields: d.some(t.fields, d.whole(2, 3)).map((f) => field(f, d.one(["input", "select"]))) }, button(w.search, { look: "primary" }), button(w.reset));
  const card = (title, ...kids) => h("card", { title }, ...kids);
  const text = (said) => h("text", { said });
  const heading = (label) => h("heading", { label });
  return { w, join, value, table, field, form, button, filters, card, text, heading };
}

function content(kind, d, t, p) {
  const { w, join } = p;
  const entity = d.one(t.entities);
  const tools = row({ margin: "12px 0" }, p.button(join(w.add, entity), { look: "primary" }), d.chance(0.6) && p.button(w.batch, { look: "danger", disabled: d.chance(0.5) }), d.chance(0.6) && p.button(w.export));
  const crumbs = () => d.chance(0.5) && h("breadcrumb", { items: [w.home, d.one(t.menus), join(entity, w.list)] });
  const pages = () => h("pagination", { total: d.whole(5, 9), current: d.whole(1, 4) });
  const ends = (first) => row({ marginTop: "16px" }, p.button(first, { look: "primary" }), p.button(w.cancel));
  const list = () => [crumbs(), p.heading(join(entity, w.list)), p.filters(), tools, p.table(d.whole(4, 9)), row({ justifyContent: "flex-end", marginTop: "14px" }, pages())];
  const tabs = () => { const all = d.some(t.tabs, d.whole(3, 5)); return h("tabs", { all, chosen: d.one(all) }); };
  if (kind === "list") return list();
  if (kind === "form") return [crumbs(), p.heading(join(w.create, entity)), p.form(d.whole(4, 7)), ends(w.submit)];
  if (kind === "settings") return [p.heading(w.settings), d.chance(0.6) && tabs(), ...d.some(t.switches, d.whole(4, 6)).map((label) => h("setting", { label, hint: d.one(t.hints), on: d.chance(0.5) })), ends(w.save)];
  if (kind === "dashboard") return [p.heading(d.one(t.menus)), row({ alignItems: "stretch", margin: "12px 0" }, ...d.some(t.stats, d.whole(3, 4)).map((s) => box({ flex: 1 }, p.card(s, h("figure", { said: String(d.whole(12, 98000)) }))))), p.card(join(entity, w.list), p.table(d.whole(3, 5), false))];
  if (kind === "detail") return [crumbs(), row({ justifyContent: "space-between" }, p.heading(join(d.one(t.things), w.detail)), row({}, p.button(w.edit, { look: "primary" }), p.button(w.more))), tabs(), p.card(d.one(t.tabs), ...d.some(t.fields, d.whole(3, 6)).map((f) => p.text(`${f}${t === zh ? "：" : ": "}${d.one(t.things)}`))), p.table(d.whole(3, 5), false)];
  if (kind === "dialog") return [...list(), h("dialog", { title: d.chance(0.4) ? join(w.del, entity) : join(w.edit, entity), ok: w.ok, cancel: w.cancel }, d.chance(0.3) ? p.text(t.sentences[0]) : h("form", { fields: d.some(t.fields, d.whole(2, 4)).map((f) => p.field(f, d.one(["input", "select", "switch", "radio"]))) }))];
  if (kind === "dropdown") return [p.heading(join(entity, w.list)), row({ margin: "12px 0 0" }, h("dropdown", { label: w.more, items: d.some(t.menuOptions, d.whole(4, 6)) })), box({ height: "270px" }), p.table(4)];
  return [];
}

function login(d, t, p) {
  const { w } = p;
  const fields = [{ kind: "input", label: w.user, value: d.chance(0.5) ? "admin" : "", placeholder: p.join(w.ask, w.user) }, { kind: "input", label: w.pass, value: "", placeholder: p.join(w.ask, w.pass) }];
  if (d.chance(0.4)) fields.push({ kind: "input", label: w.code, value: "", placeholder: w.code });
  return p.card("", p.heading(d.chance(0.5) ? d.one(t.products) : w.welcome), h("form", { fields, top: true }), row({ justifyContent: "space-between", margin: "10px 0" }, h("check", { label: w.remember, on: d.chance(0.5) }), h("link", { label: w.forgot })), h("button", { label: w.login, look: "primary", wide: true }));
}

function mobile(kind, d, t, p) {
  const { w } = p;
  const bar = d.some(t.menus.filter((m) => m.length < 9), 2);
  const tabbar = h("tabbar", { all: [w.home, ...bar, w.mine], chosen: d.one([w.home, w.mine, ...bar]) });
  const top = (title) => h("navbar", { title, back: d.chance(0.5) ? w.back : "" });
  if (kind === "list") return [top(d.one(t.menus)), h("search", { placeholder: w.search }), d.chance(0.5) && h("tabs", { all: d.some(t.states, 3), chosen: "" }), ...Array.from({ length: d.whole(4, 7) }, () => h("cell", { title: d.one(t.things), note: d.one(t.hints), value: d.one(t.states) })), tabbar];
  if (kind === "settings") return [top(w.settings), ...d.some(t.switches, d.whole(5, 8)).map((label) => h("setting", { label, on: d.chance(0.5) })), ...d.some(t.menuOptions, 2).map((title) => h("cell", { title, value: "" })), d.chance(0.6) && tabbar];
  if (kind === "login") return [top(w.login), box({ height: "40px" }), h("form", { fields: [p.field(w.user, "input"), p.field(w.pass, "input")] }), box({ padding: "10px 16px" }, h("check", { label: w.remember, on: d.chance(0.5) })), box({ padding: "16px" }, h("button", { label: w.login, look: "primary", wide: true }))];
  if (kind === "detail") { const all = d.some(t.tabs.filter((x) => x.length < 10), 3); return [top(d.one(t.things)), h("tabs", { all, chosen: d.one(all) }), ...d.some(t.fields, d.whole(4, 7)).map((title) => h("cell", { title, value: d.one(t.options) })), box({ padding: "16px" }, h("button", { label: w.edit, look: "primary", wide: true }), box({ height: "12px" }), h("button", { label: w.cancel, wide: true }))]; }
  const form = [top(p.join(w.create, d.one(t.entities))), p.form(d.whole(4, 6)), box({ padding: "16px" }, h("button", { label: w.submit, look: "primary", wide: true }))];
  return kind === "dialog" ? [...form, h("dialog", { title: w.del, ok: w.ok, cancel: w.cancel }, p.text(t.sentences[0]))] : form;
}

const KINDS = ["list", "form", "settings", "dashboard", "dialog", "login", "detail", "dropdown"];
const KITS = ["element", "antd", "bootstrap", "vant", "element", "antd"];

/** The plan of page `i` of a seed: kit, look, size and tree. */
export function plan(seed, i) {
  const d = dice(seed * 1000 + i);
  const kit = KITS[i % KITS.length];
  const latin = d.chance(0.45), t = latin ? en : zh, p = parts(d, t, latin);
  const kind = KINDS[(Math.floor(i / KITS.length) + i) % KINDS.length];
  const page = { kit, lang: latin ? "en" : "zh", dark: d.chance(0.25), marks: d.chance(0.25) ? d.whole(1, 3) : 0, seed: d.whole(1, 1e6) };
  if (kit === "vant") {
    const chosen = ["list", "settings", "login", "detail", "dialog", "form"][Math.floor(i / KITS.length) % 6];
    return { ...page, kind: `mobile ${chosen}`, mobile: true, frame: false, width: d.one([360, 375, 414]), height: d.one([667, 740, 812]), scale: d.one([1, 2]), tree: box({}, mobile(chosen, d, t, p)) };
  }
  const sized = { ...page, kind, mobile: false, frame: d.chance(0.3), width: d.one([1024, 1200, 1280, 1440]), height: d.one([720, 800, 860]), scale: 1 };
  if (kind === "login") return { ...sized, tree: box({ display: "flex", justifyContent: "center", paddingTop: "90px" }, box({ width: "400px" }, login(d, t, p))) };
  const menus = d.some(t.menus, d.whole(5, 9)), chosen = d.one(menus), product = d.one(t.products);
  const inside = box({ padding: "18px 24px", flex: 1, minWidth: 0 }, content(kind, d, t, p));
  const tree = d.chance(0.7)
    ? box({ display: "flex", minHeight: `${sized.height}px` }, h("sidebar", { product, all: menus, chosen, night: d.chance(0.4) }), inside)
    : box({}, h("topbar", { product, all: menus.slice(0, 5), chosen: menus.slice(0, 5).includes(chosen) ? chosen : menus[0], night: d.chance(0.4) }), inside);
  return { ...sized, tree };
}
