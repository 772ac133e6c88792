// Runs in the page: what its DOM says there is to see: role, label, box, state, parent of each widget.

const ROLES = [ // the first that fits an element holds; inside: what is part of a control is none of its own
  ["header", ".topbar, .van-nav-bar"],
  ["navigation", "aside"],
  ["tabbar", ".van-tabbar"],
  ["window", ".browser"],
  ["input", ".address"],
  ["dialog", ".el-dialog, .ant-modal-container, .ant-modal-content, .modal-content, .van-dialog"],
  ["menu", ".el-dropdown__popper, .ant-dropdown-menu, .dropdown-menu"],
  ["table", ".el-table, .ant-table, table.table"],
  ["pagination", ".el-pagination, .ant-pagination, .pagination"],
  ["breadcrumb", ".el-breadcrumb, .ant-breadcrumb, .breadcrumb"],
  ["card", ".el-card, .ant-card, .card"],
  ["row", ".el-table__header tr, .el-table__body tr, .ant-table-thead tr, .ant-table-tbody tr.ant-table-row, table.table tr"],
  ["menuitem", ".el-menu-item, .el-dropdown-menu__item, .ant-menu-item, .ant-dropdown-menu-item, aside .nav-link, .topbar .nav-link, .dropdown-item, .van-tabbar-item"],
  ["tab", ".el-tabs__item, .ant-tabs-tab, .nav-tabs .nav-link, .van-tab"],
  ["select", ".el-select__wrapper, .ant-select, .form-select, .van-field.van-cell--clickable"],
  ["textarea", ".el-textarea__inner, textarea.ant-input, textarea.form-control"],
  ["input", ".el-input__wrapper, input.ant-input, input.form-control, .van-search__content, .van-cell-group .van-field:not(.holder)"],
  ["switch", ".el-switch__core, .ant-switch, .form-switch .form-check-input, .van-switch"],
  ["checkbox", ".el-checkbox__inner, .ant-checkbox, input.form-check-input[type=checkbox], .van-checkbox__icon"],
  ["radio", ".el-radio__inner, .ant-radio, input.form-check-input[type=radio], .van-radio__icon"],
  ["tag", ".el-tag, .ant-tag, .badge"],
  ["link", ".van-nav-bar__text, .el-link, .el-button.is-link, #app a[href], .ant-table a, .ant-card a"],
  ["button", ".el-button, .ant-btn, .btn:not(.btn-close), .van-button"],
  ["listitem", ".van-cell.van-cell--clickable"],
  ["heading", "h1, h2, h3, h4, h5, .el-dialog__title, .ant-modal-title, .van-dialog__header, .van-nav-bar__title"],
];
const TIGHT = new Set(["heading", "link", "breadcrumb"]); // seen as their letters alone
const WHOLE = "aside, .topbar, .pagination";
const CLOSED = ".el-pagination, .ant-pagination, .pagination, .el-breadcrumb, .ant-breadcrumb, .breadcrumb, .ant-select, .el-select__wrapper";

const VEILS = ".el-overlay, .el-overlay-dialog, .ant-modal-mask, .ant-modal-wrap, .modal, .van-overlay";
const FRONT = ".el-dialog, .ant-modal, .modal-dialog, .van-dialog";

window.readTruth = () => { // what shows through a veil is seen
  for (const [which, events] of [[VEILS, "none"], [FRONT, "auto"]])
    for (const element of document.querySelectorAll(which)) element.style.setProperty("pointer-events", events, "important");
  const found = [], taken = new Map();
  const seen = (element, b) => {
    const look = getComputedStyle(element);
    if (b.width < 4 || b.height < 4 || look.visibility === "hidden" || look.display === "none") return null;
    const points = [[0.5, 0.5], [0.04, 0.5], [0.96, 0.5], [0.5, 0.1], [0.5, 0.9]].map(([u, v]) => [b.x + u * b.width, b.y + v * b.height]);
    const open = points.filter(([x, y]) => { const at = document.elementFromPoint(x, y); return at && (element.contains(at) || at.contains(element)); });
    return open.length >= 3 ? b : null;
  };
  const letters = (element) => {
    const range = document.createRange(), last = element.querySelector("li:last-child, .el-breadcrumb__item:last-child");
    range.selectNodeContents(element);
    const b = range.getBoundingClientRect();
    return last ? new DOMRect(b.x, b.y, last.getBoundingClientRect().right - b.x, b.height) : b;
  };
  const labelOf = (element, role) => {
    if (role === "window") return "";
    if (role === "navigation" || role === "header") return element.querySelector("b, div, .van-nav-bar__title")?.textContent.trim() ?? "";
    if (role === "table") return [...element.querySelectorAll("th")].map((t) => t.textContent.trim()).filter(Boolean).join(" | ");
    if (role === "row") return [...element.children].map((c) => c.innerText.trim().replace(/\s+/g, " ")).filter(Boolean).join(" | ");
    if (role === "dialog") return element.querySelector(".el-dialog__title, .ant-modal-title, .modal-title, .van-dialog__header")?.textContent ?? "";
    if (role === "card") return element.querySelector(".el-card__header, .ant-card-head, .card-header")?.textContent ?? "";
    if (/checkbox|radio/.test(role)) return element.closest("label, .form-check, .van-checkbox, .van-radio")?.textContent.trim() ?? "";
    if (role === "switch") return element.closest(".el-form-item, .ant-form-item, .mb-3, .van-cell, div[style*=space-between]")?.querySelector("label, .van-cell__title, :scope > div > div")?.textContent.trim() ?? "";
    const field = element.matches("input, textarea") ? element : element.querySelector("input, textarea");
    if (field && (field.value || field.placeholder)) return field.value || field.placeholder;
    return (element.textContent || "").trim().replace(/\s+/g, " ");
  };
  const stateOf = (element, role) => {
    if (!/button|input|select|textarea|checkbox|radio|switch|menuitem|tab$|row/.test(role)) return "";
    const near = element.closest("label, .el-switch, .van-checkbox, .van-radio") ?? element;
    const names = `${element.className} ${near.className} ${element.querySelector("input, button")?.disabled ? "is-disabled" : ""}`;
    if (/disabled/.test(names.replace(/:not\(\S+/g, "")) || element.disabled || element.querySelector("input:disabled")) return "disabled";
    if (/checkbox|radio|switch/.test(role)) return element.checked || /checked|van-switch--on|is-checked/.test(names) || element.querySelector(".van-checkbox__icon--checked") ? "checked" : "";
    if (/menuitem|tab$/.test(role)) return /active|selected/.test(names) ? "selected" : "";
    return role === "row" && element.closest("thead") ? "header" : "";
  };
  for (const [role, selector] of ROLES) for (const element of document.querySelectorAll(selector)) {
    if (taken.has(element) || (element.parentElement?.closest(CLOSED) && !element.matches(WHOLE))) continue;
    const b = TIGHT.has(role) ? letters(element) : element.getBoundingClientRect();
    if (!seen(element, b)) continue;
    const box = [Math.max(0, b.left), Math.max(0, b.top), Math.min(innerWidth, b.right), Math.min(innerHeight, b.bottom)];
    if (box[2] - box[0] < 4 || box[3] - box[1] < 4) continue;
    const widget = { role, label: labelOf(element, role), box, state: stateOf(element, role) };
    taken.set(element, widget);
    found.push([element, widget]);
  }
  return found.map(([element, widget]) => {
    for (let up = element.parentElement; up; up = up.parentElement) if (taken.has(up)) return { ...widget, parent: found.findIndex((f) => f[0] === up) };
    return { ...widget, parent: -1 };
  });
};

// An author's red frame around a widget, with a number or without; returns its truth.
window.mark = (widget, label, pad, number) => {
  const [x0, y0, x1, y1] = widget.box, width = 3;
  const box = [Math.max(1, x0 - pad), Math.max(1, y0 - pad), Math.min(innerWidth - 1, x1 + pad), Math.min(innerHeight - 1, y1 + pad)];
  const frame = document.createElement("div");
  frame.style.cssText = `position:fixed;box-sizing:border-box;left:${box[0]}px;top:${box[1]}px;width:${box[2] - box[0]}px;height:${box[3] - box[1]}px;border:${width}px solid #e02020;z-index:99999;pointer-events:none`;
  if (number) frame.innerHTML = `<b style="position:absolute;left:-12px;top:-12px;width:22px;height:22px;line-height:22px;text-align:center;border-radius:11px;background:#e02020;color:#fff;font-size:13px">${number}</b>`;
  document.body.append(frame);
  return { role: "annotation", label, box, state: "", parent: -1, number: number ?? "" };
};
