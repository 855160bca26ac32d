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
  if (!response.ok) {
    element.textContent = element.dataset.failed + " (" + response.status + ")";
    return;
  }
  const data = await response.json();
  let chart = charts.get(element);
  if (!chart) {
    chart = echarts.init(element, null, { renderer: "svg" });
    charts.set(element, chart);
  }
  chart.setOption(
    {
      animation: false,
      color: [color("--accent"), color("--idle"), color("--wait"), color("--bad")],
      textStyle: { color: color("--soft") },
      grid: { left: 52, right: 16, top: 34, bottom: 28 },
      legend: { top: 0, right: 0, textStyle: { color: color("--soft") } },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: data.time ? "time" : "value", axisLine: { lineStyle: { color: color("--line") } }, min: "dataMin", max: "dataMax" },
      yAxis: { type: "value", name: data.unit, scale: !data.fromZero, minInterval: data.whole ? 1 : 0, splitLine: { lineStyle: { color: color("--line") } } },
      series: data.series.map((series) => ({
        name: series.name,
        type: "line",
        showSymbol: series.points.length < 40,
        step: data.step ? "end" : false,
        areaStyle: data.area ? { opacity: 0.18 } : undefined,
        data: series.points,
      })),
    },
    true
  );
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

// Follows a log: asks for what comes after the last byte seen, again after each event.
let isReading = false;
async function readLog() {
  const log = document.getElementById("log");
  if (!log || isReading) {
    return;
  }
  isReading = true;
  try {
    let more = true;
    while (more) {
      const offset = Number(log.dataset.next || 0);
      const response = await fetch(log.dataset.source + "&offset=" + offset, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        return;
      }
      const chunk = await response.json();
      const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      if (offset === 0 && chunk.text) {
        log.textContent = "";
      }
      log.append(chunk.text);
      log.dataset.next = chunk.next;
      if (atEnd) {
        log.scrollTop = log.scrollHeight;
      }
      more = chunk.next > offset;
    }
  } finally {
    isReading = false;
  }
}

function refresh() {
  drawAll();
  readLog();
}

document.addEventListener("DOMContentLoaded", refresh);
window.addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
document.addEventListener("htmx:afterSettle", refresh);
setInterval(readLog, 2000);
