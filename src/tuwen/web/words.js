// The words of the page in Chinese and English, and the switch between them.
// Which language the user chose is stored in this browser.

import { $, $$ } from "./dom.js";

const ZH = {
  skip: "跳到正文", home: "图文 Tuwen 首页", views: "视图", tabWrite: "写作", tabEvidence: "看证据",
  headline: "图上有什么，才写什么",
  tagline: "给技术文章的配图写摘要、替代文本和讲解。写到的组件与箭头，都能在图上指出来。",
  invite: "拖入、粘贴，或选一张图",
  formats: "PNG、JPEG、WebP、GIF、BMP、AVIF，不超过 {mb} MB", another: "换一张",
  taskLegend: "要写什么",
  task_summary: "摘要", task_alt: "替代文本", task_describe: "长描述", task_explain: "新手讲解",
  task_keywords: "关键词", task_ask: "提问", task_all: "一次写齐",
  promptLabel: "具体要求（可不填）", questionLabel: "你的问题",
  promptHint: "例如：突出以下三点：1 系统架构类型；2 核心技术组件；3 适用场景",
  questionHint: "例如：支付服务依赖哪些组件？",
  contextSummary: "结合文章（可不填）", titleLabel: "文章标题", contextLabel: "图前后的正文",
  submit_summary: "智能摘要", submit_alt: "写替代文本", submit_describe: "写长描述",
  submit_explain: "写新手讲解", submit_keywords: "提取关键词", submit_ask: "提问", submit_all: "写摘要、替代文本、关键词和讲解",
  cancel: "取消", result: "文稿",
  step1: "放图", step1Text: "截图后直接按 Ctrl+V 就行，不必先存成文件。",
  step2: "成文", step2Text: "先读出图里的文字、形状与箭头，再据此写成可以发表的中文。",
  step3: "对证", step3Text: "指着任何一句，图上支持它的部分会亮起来。",
  keywords: "关键词", warnings: "提醒", copies: "复制",
  copyText: "复制文字", copyPart: "复制", copyAlt: "替代文本", copyMarkdown: "Markdown", copyHtml: "HTML",
  toEvidence: "看每句话的证据 →",
  readingViews: "读图结果", tabOverlay: "图上", tabTable: "清单", layers: "显示哪些",
  mermaidDrawing: "Mermaid 渲染图", mermaidSource: "Mermaid 源码", copyMermaid: "复制源码",
  proof: "逐句对证",
  // what the page says while it works
  reading: "正在读图…", writing: "正在写…", writingAfter: "读到{what}，正在写…", done: "写好了。",
  keyTitle: "需要访问密钥", keyLabel: "密钥（以 tw- 开头，向管理员索取）", keyRemember: "在这个浏览器里记住（公用电脑请勿勾选）",
  keyUse: "使用", forgetKey: "忘记密钥", keyForgotten: "已忘记密钥。",
  cancelled: "已取消。", join: "、", copied: "已复制", preparing: "正在准备…",
  copied_text: "文字已复制。", copied_alt: "替代文本已复制。", copied_markdown: "Markdown 已复制。",
  copied_html: "HTML 已复制。", copied_mermaid: "Mermaid 源码已复制。",
  copyFailed: "浏览器不让写剪贴板：请选中文字手动复制。",
  nodes: "{n} 个形状", edges: "{n} 条连线", groups: "{n} 个分组", texts: "{n} 处文字",
  widgets: "{n} 个控件", series: "{n} 组数据",
  coverage: "图中 {total} 个标签用到 {used} 个", coveragePercent: "用到图中 {percent}% 的标签",
  time: "用时 {total}", timeRead: "读图 {read}", cached: "取自缓存", engine: "引擎 {engine}",
  pictureFacts: "{name} · {width}×{height} · {size}", damagedFacts: "{name} · {size}", pictureAlt: "要写的图：{name}",
  evidenceAlt: "{name}，读出的内容见“清单”",
  unsupportedClaims: "图上找不到依据的说法", because: "依据：{what}", noBecause: "这一句没有对应到图上的某一处。",
  fromShape: "{what}：写到它的句子已标出。", fromShapeNone: "{what}：没有句子写到它。",
  hint: "指着一句话，图上支持它的部分会亮起来。", noSentences: "这份文稿没有逐句的对证。",
  noMermaid: "这张图没有可以写成 Mermaid 的结构。", drawing: "正在渲染…",
  drawFailed: "这份 Mermaid 源码渲染不了：{why}",
  colId: "编号", colLabel: "标签", colShape: "形状", colSure: "把握", colFrom: "从", colTo: "到",
  colMembers: "成员", colText: "文字", colRole: "类型", colX: "横轴", colY: "数值", colSeries: "系列",
  kindIs: "图的类型：{kind}", nothingRead: "图上没有读出文字或结构。", unnamed: "（无字）",
  layer_node: "形状", layer_edge: "连线", layer_group: "分组", layer_text: "文字",
  layer_widget: "控件", layer_series: "数据", layer_table: "表格", layer_code: "代码与终端",
  // what can go wrong before anything is sent
  noPicture: "先放一张图：拖入、粘贴或选择都可以。", noQuestion: "先写下要问的问题。",
  tooBig: "{name} 有 {size}，超过 {mb} MB 的上限；请压缩或缩小后再试。",
  tooManyPixels: "{name} 的像素数（{width}×{height}）超过 {wan} 万的上限；请缩小后再试。",
  empty: "{name} 是空文件（0 字节）；请重新导出。",
  notPicture: "{name} 不是图片，或其格式不受支持；请使用 PNG、JPEG、WebP、GIF、BMP 或 AVIF。",
  vector: "{name} 是 SVG 矢量图，不能直接读取；请导出为 PNG 后再试。",
  noFile: "没有拿到图片文件。请先把图片存下来，或复制图片本身后粘贴。",
  firstOnly: "一次写一张，已取第一张。", serverOff: "连不上图文服务。请确认服务正在运行，然后再试一次。",
  serverStatus: "服务没有给出答案（HTTP {status}）。请稍后再试。",
  broken: "连接中断，文稿不完整。请再试一次。", code: "错误代码 {code}",
  kind_architecture: "架构图", kind_flowchart: "流程图", kind_sequence: "时序图", kind_class: "类图",
  kind_er: "实体关系图", kind_state: "状态图", kind_mindmap: "思维导图", kind_line_chart: "折线图",
  kind_bar_chart: "柱状图", kind_pie_chart: "饼图", kind_scatter_chart: "散点图", kind_other_chart: "图表",
  kind_ui_screenshot: "界面截图", kind_code: "代码截图", kind_terminal: "终端截图", kind_table: "表格",
  kind_photo: "照片", kind_decorative: "装饰图", kind_other: "其他",
  shape_rect: "矩形", shape_rounded: "圆角矩形", shape_stadium: "胶囊形", shape_diamond: "菱形",
  shape_hexagon: "六边形", shape_cylinder: "圆柱", shape_circle: "圆", shape_ellipse: "椭圆",
  shape_parallelogram: "平行四边形", shape_cloud: "云形", shape_actor: "角色", shape_document: "文档",
  shape_icon: "图标", shape_text: "文字", shape_start: "起点", shape_end: "终点",
  role_window: "窗口", role_header: "顶栏", role_navigation: "导航栏", role_tabbar: "标签栏",
  role_menu: "菜单", role_menuitem: "菜单项", role_tab: "标签页", role_breadcrumb: "面包屑",
  role_pagination: "分页", role_table: "表格", role_row: "表格行", role_listitem: "列表项",
  role_card: "卡片", role_dialog: "对话框", role_button: "按钮", role_input: "输入框",
  role_select: "下拉框", role_textarea: "文本框", role_checkbox: "复选框", role_radio: "单选框",
  role_switch: "开关", role_tag: "标签", role_link: "链接", role_heading: "标题",
  role_annotation: "标注", role_image: "图片", role_text: "文字",
};

const EN = {
  skip: "Skip to content", home: "Tuwen home", views: "Views", tabWrite: "Write", tabEvidence: "Evidence",
  headline: "It writes what the picture shows",
  tagline: "Summaries, alt text and explanations in Chinese for the figures of technical articles. Every component and arrow it mentions can be pointed at.",
  invite: "Drop, paste or choose a picture",
  formats: "PNG, JPEG, WebP, GIF, BMP or AVIF, up to {mb} MB", another: "Replace",
  taskLegend: "What to write",
  task_summary: "Summary", task_alt: "Alt text", task_describe: "Long description", task_explain: "For beginners",
  task_keywords: "Keywords", task_ask: "Ask", task_all: "All at once",
  promptLabel: "Instructions (optional)", questionLabel: "Your question",
  promptHint: "For example: 突出以下三点：1 系统架构类型；2 核心技术组件；3 适用场景",
  questionHint: "For example: 支付服务依赖哪些组件？",
  contextSummary: "Use the article (optional)", titleLabel: "Article title", contextLabel: "Paragraphs around the picture",
  submit_summary: "Summarize", submit_alt: "Write alt text", submit_describe: "Describe",
  submit_explain: "Explain", submit_keywords: "Find keywords", submit_ask: "Ask", submit_all: "Write all of them",
  cancel: "Cancel", result: "Text",
  step1: "Picture", step1Text: "Press Ctrl+V right after taking a screenshot; no need to save a file.",
  step2: "Text", step2Text: "Labels, shapes and arrows are read first; publishable Chinese is written from them.",
  step3: "Evidence", step3Text: "Point at any sentence and the parts of the picture behind it light up.",
  keywords: "Keywords", warnings: "Notes", copies: "Copy",
  copyText: "Copy text", copyPart: "Copy", copyAlt: "Alt text", copyMarkdown: "Markdown", copyHtml: "HTML",
  toEvidence: "See the evidence for each sentence →",
  readingViews: "What was read", tabOverlay: "On the picture", tabTable: "List", layers: "Show",
  mermaidDrawing: "Mermaid drawing", mermaidSource: "Mermaid source", copyMermaid: "Copy source",
  proof: "Sentence by sentence",
  reading: "Reading the picture…", writing: "Writing…", writingAfter: "Read {what}. Writing…", done: "Done.",
  keyTitle: "A key is needed", keyLabel: "Key (starts with tw-; ask the administrator)", keyRemember: "Remember in this browser (not on a shared computer)",
  keyUse: "Use", forgetKey: "Forget the key", keyForgotten: "The key is forgotten.",
  cancelled: "Cancelled.", join: ", ", copied: "Copied", preparing: "Preparing…",
  copied_text: "Text copied.", copied_alt: "Alt text copied.", copied_markdown: "Markdown copied.",
  copied_html: "HTML copied.", copied_mermaid: "Mermaid source copied.",
  copyFailed: "The browser refused access to the clipboard. Select the text and copy it by hand.",
  nodes: "{n} shapes", edges: "{n} connectors", groups: "{n} groups", texts: "{n} texts",
  widgets: "{n} controls", series: "{n} series",
  coverage: "{used} of the picture’s {total} labels used", coveragePercent: "{percent}% of the picture’s labels used",
  time: "{total} in all", timeRead: "reading {read}", cached: "from the cache", engine: "{engine} engine",
  pictureFacts: "{name} · {width}×{height} · {size}", damagedFacts: "{name} · {size}", pictureAlt: "The picture: {name}",
  evidenceAlt: "{name}; what was read is under “List”",
  unsupportedClaims: "Statements the picture does not support", because: "Because of: {what}",
  noBecause: "This sentence rests on no single part of the picture.",
  fromShape: "{what}: the sentences about it are marked.", fromShapeNone: "{what}: no sentence mentions it.",
  hint: "Point at a sentence and the parts of the picture behind it light up.", noSentences: "There is no evidence by sentence for this text.",
  noMermaid: "There is no structure in this picture that Mermaid could express.", drawing: "Drawing…",
  drawFailed: "This Mermaid source could not be drawn: {why}",
  colId: "Id", colLabel: "Label", colShape: "Shape", colSure: "Certainty", colFrom: "From", colTo: "To",
  colMembers: "Members", colText: "Text", colRole: "Role", colX: "X", colY: "Value", colSeries: "Series",
  kindIs: "Kind of picture: {kind}", nothingRead: "No text or structure was found in the picture.", unnamed: "(no label)",
  layer_node: "Shapes", layer_edge: "Connectors", layer_group: "Groups", layer_text: "Texts",
  layer_widget: "Controls", layer_series: "Data", layer_table: "Table", layer_code: "Code and terminal",
  noPicture: "Add a picture first: drop, paste or choose one.", noQuestion: "Write your question first.",
  tooBig: "“{name}” has {size}; the limit is {mb} MB. Please compress or shrink it.",
  tooManyPixels: "“{name}” has {width}×{height} pixels; the limit is {limit} million. Please shrink it.",
  empty: "“{name}” is empty.", notPicture: "“{name}” is not a supported picture. Use PNG, JPEG, WebP, GIF, BMP or AVIF.",
  vector: "“{name}” is an SVG. Please export it as PNG first.",
  noFile: "No picture file arrived. Save the picture first, or copy the picture itself and paste it.",
  firstOnly: "One picture at a time: the first was taken.", serverOff: "The Tuwen server cannot be reached. Check that it is running and try again.",
  serverStatus: "The server gave no answer (HTTP {status}). Please try again later.",
  broken: "The connection broke; the text is incomplete. Please try again.", code: "Error code {code}",
  kind_architecture: "architecture", kind_flowchart: "flowchart",
  kind_sequence: "sequence diagram", kind_class: "class diagram",
  kind_er: "entity-relationship diagram", kind_state: "state diagram", kind_mindmap: "mind map",
  kind_line_chart: "line chart", kind_bar_chart: "bar chart", kind_pie_chart: "pie chart",
  kind_scatter_chart: "scatter chart", kind_other_chart: "chart",
  kind_ui_screenshot: "screenshot", kind_code: "code", kind_terminal: "terminal",
  kind_table: "table", kind_photo: "photograph", kind_decorative: "decorative",
  kind_other: "other",
  shape_rect: "rectangle", shape_rounded: "rounded rectangle", shape_stadium: "stadium",
  shape_diamond: "diamond", shape_hexagon: "hexagon", shape_cylinder: "cylinder",
  shape_circle: "circle", shape_ellipse: "ellipse", shape_parallelogram: "parallelogram",
  shape_cloud: "cloud", shape_actor: "actor", shape_document: "document", shape_icon: "icon",
  shape_text: "text", shape_start: "start", shape_end: "end",
  role_window: "window", role_header: "header", role_navigation: "navigation",
  role_tabbar: "tab bar", role_menu: "menu", role_menuitem: "menu item", role_tab: "tab",
  role_breadcrumb: "breadcrumb", role_pagination: "pagination", role_table: "table",
  role_row: "row", role_listitem: "list item", role_card: "card", role_dialog: "dialog",
  role_button: "button", role_input: "input", role_select: "select", role_textarea: "text area",
  role_checkbox: "checkbox", role_radio: "radio button", role_switch: "switch", role_tag: "tag",
  role_link: "link", role_heading: "heading", role_annotation: "annotation", role_image: "image",
  role_text: "text",
};

export const LANGUAGES = { zh: ZH, en: EN };
const KEY = "tuwen.language";

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be switched off
  }
}

let current = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
if (!(current in LANGUAGES)) current = "zh";

export const language = () => current;

/** The words for `key`, with {names} filled in. */
export function t(key, values = {}) {
  return LANGUAGES[current][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Whether there are words for `key`. */
export const has = (key) => key in LANGUAGES[current];

/** Put the words of the current language into every marked element. */
export function translate() {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  for (const node of $$("[data-i18n]")) node.textContent = t(node.dataset.i18n, node.dataset);
  for (const node of $$("[data-i18n-label]")) node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  const other = $("#language");
  other.textContent = current === "zh" ? "English" : "中文";
  other.lang = current === "zh" ? "en" : "zh-CN";
}

/** Go to the other language and remember it. */
export function switchLanguage() {
  current = current === "zh" ? "en" : "zh";
  try {
    localStorage.setItem(KEY, current);
  } catch {
    // not remembered, but switched
  }
  translate();
}
