// Draws Mermaid source. The library is three megabytes, so it is loaded when first needed.

import { h } from "./dom.js";

let loading = null;
let count = 0;

function library() {
  loading ??= new Promise((resolve, reject) => {
    const script = h("script", { src: new URL("vendor/mermaid.min.js", import.meta.url) });
    script.onload = () => resolve(window.mermaid);
    script.onerror = () => {
      loading = null;
      reject(new Error("mermaid.min.js"));
    };
    document.head.append(script);
  });
  return loading;
}

function theme(dark) {
  const ink = dark ? "#ebe6dc" : "#1f1d1a";
  const paper = dark ? "#1e1c1a" : "#ffffff";
  return {
    darkMode: dark, background: paper, primaryColor: dark ? "#2a2724" : "#f6f1ea",
    primaryTextColor: ink, primaryBorderColor: dark ? "#8d8579" : "#8f887d",
    lineColor: dark ? "#a49d91" : "#6a645b", textColor: ink, secondaryColor: paper,
    tertiaryColor: dark ? "#242220" : "#fbf9f5", clusterBkg: dark ? "#242220" : "#fbf9f5",
    clusterBorder: dark ? "#5c564d" : "#c9c2b6", edgeLabelBackground: paper, fontSize: "15px",
    fontFamily: getComputedStyle(document.body).fontFamily,
  };
}

/** Draw `source` into `root`; throws with Mermaid's reason where the source is wrong. */
export async function drawDiagram(root, source) {
  const mermaid = await library();
  mermaid.initialize({
    startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true,
    theme: "base", themeVariables: theme(matchMedia("(prefers-color-scheme: dark)").matches),
  });
  count += 1;
  const { svg } = await mermaid.render(`mermaid-${count}`, source); // sanitised by Mermaid
  // Parsed apart from the page: scripts in it never run.
  const drawing = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  drawing.setAttribute("aria-hidden", "true"); // its source stands below as text
  root.replaceChildren(document.adoptNode(drawing));
}
