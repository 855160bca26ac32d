// Charts and the log; everything else is rendered by the server and swapped in by htmx.
"use strict";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

const charts = new Map();

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Draws the chart of an element from the JSON at its data-chart address.
async function draw(element) {
  const response = await fetch(element.dataset.chart, { headers: { Accept: "application/json" } });
  if (response.redirected) {
    location.reload(); // The session has ended: the page leads to the sign-in.
    return;
  }
  if (!response.ok) {
    element.textContent = element.dataset.failed + " (" + response.status + ")";
    return;
  }
  const data = await response.json();
  if (data.series.every((series) => series.points.length === 0)) {
    element.dataset.drawn = "nothing";
    return; // A section that is hidden stays hidden until there is something to draw.
  }
  element.closest("section").hidden = false;
  let chart = charts.get(element);
  if (!chart) {
    chart = echarts.init(element);
    charts.set(element, chart);
  }
  chart.setOption(
    {
      animation: false,
      useUTC: true, // Times come shifted to the zone that the pages show.
      color: [color("--accent"), color("--strong-idle"), color("--wait"), color("--bad")],
      textStyle: { color: color("--soft"), fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 52, right: 18, top: 34, bottom: data.xUnit ? 42 : 26 },
      legend: { top: 0, right: 8, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { color: color("--soft") } },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        backgroundColor: color("--card"),
        borderColor: color("--line"),
        textStyle: { color: color("--ink"), fontSize: 12 },
      },
      xAxis: {
        type: data.time ? "time" : "value",
        name: data.xUnit,
        nameLocation: "middle",
        nameGap: 26,
        axisLine: { lineStyle: { color: color("--line") } },
        axisTick: { lineStyle: { color: color("--line") } },
        axisLabel: { color: color("--soft"), formatter: data.time ? timeLabel : undefined },
        splitLine: { show: false },
        min: "dataMin",
        max: "dataMax",
      },
      yAxis: {
        type: "value",
        name: data.unit,
        nameTextStyle: { align: "left", padding: [0, 0, 0, -40] },
        scale: !data.fromZero,
        minInterval: data.whole ? 1 : 0,
        splitNumber: 4,
        axisLabel: { color: color("--soft") },
        splitLine: { lineStyle: { color: color("--line") } },
      },
      series: data.series
        .filter((series) => series.points.length > 0)
        .map((series) => ({
          name: series.name,
          type: "line",
          showSymbol: series.isSparse,
          symbolSize: 5,
          step: data.step ? "end" : false,
          lineStyle: { width: 1.5 },
          areaStyle: series.isFilled ? { opacity: 0.16 } : undefined,
          data: series.points,
        })),
    },
    true
  );
  element.dataset.drawn = "yes";
}

// Hours, and the day where one begins.
function timeLabel(millis) {
  const text = new Date(millis).toISOString();
  return text.slice(11, 16) === "00:00" ? text.slice(5, 10) : text.slice(11, 16);
}

function drawAll() {
  for (const [element, chart] of charts) {
    if (!element.isConnected) {
      chart.dispose();
      charts.delete(element);
    }
  }
  document.querySelectorAll("[data-chart]").forEach((element) => draw(element));
}

// Changes come in bursts; charts are drawn at most so often.
const DRAW_MILLIS = 4000;
let isDrawDue = false;
function drawSoon() {
  if (!isDrawDue) {
    isDrawDue = true;
    setTimeout(() => {
      isDrawDue = false;
      drawAll();
    }, DRAW_MILLIS);
  }
}

// Follows the log that the page names: asks for what comes after the last byte seen, until the log
// is complete. Another attempt's log begins anew.
const READ_MILLIS = 1500;
let source = "";
let offset = 0;
let isComplete = false;
let isReading = false;
async function readLog() {
  const log = document.getElementById("log");
  const now = document.getElementById("now");
  if (!log || !now || !now.dataset.log || isReading) {
    return;
  }
  if (now.dataset.log !== source) {
    source = now.dataset.log;
    offset = 0;
    isComplete = false;
    log.textContent = log.dataset.none;
  }
  isReading = true;
  try {
    let isMore = !isComplete;
    while (isMore) {
      const response = await fetch(source + offset, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        if (offset === 0) {
          log.textContent = log.dataset.failed;
        }
        return;
      }
      const chunk = await response.json();
      const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      if (offset === 0 && chunk.text) {
        log.textContent = "";
      }
      log.append(chunk.text);
      isMore = chunk.next > offset;
      offset = chunk.next;
      isComplete = chunk.isComplete;
      if (isAtEnd) {
        log.scrollTop = log.scrollHeight;
      }
    }
  } finally {
    isReading = false;
  }
}

// Where a table is wider than its card, its cells are stacked (narrow screens) or it scrolls in a
// region that the keyboard reaches. Stacked cells say what they are, and keep their roles.
function labelTables() {
  for (const table of document.querySelectorAll(".scroll > table")) {
    const headings = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim());
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const isHeading = cell.tagName === "TH";
        cell.setAttribute("role", isHeading ? (cell.scope === "rowgroup" ? "rowheader" : "columnheader") : "cell");
        if (!isHeading) {
          cell.dataset.label = headings[cell.cellIndex] || "";
          cell.classList.toggle("none", cell.textContent.trim() === "–");
        }
      }
    }
    table.setAttribute("role", "table");
    for (const body of table.querySelectorAll("thead, tbody")) {
      body.setAttribute("role", "rowgroup");
    }
    const region = table.parentElement;
    const title = region.closest("section")?.querySelector("h2") || document.querySelector("h1");
    region.toggleAttribute("tabindex", false);
    if (region.scrollWidth > region.clientWidth) {
      region.tabIndex = 0;
    }
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", title.textContent.trim());
    table.classList.add("labelled");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  labelTables();
  // What is swapped in is labelled before it is painted.
  new MutationObserver(labelTables).observe(document.body, { childList: true, subtree: true });
  drawAll();
  readLog();
});
document.addEventListener("htmx:afterSettle", () => {
  drawSoon();
  readLog();
});
window.addEventListener("resize", () => {
  labelTables();
  charts.forEach((chart) => chart.resize());
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
setInterval(readLog, READ_MILLIS);
