import { summaryOf } from '../measurements/statistics.mjs';

const width = 1080;
const columnWidth = width / 2;
const labelWidth = 225;
const barHeight = 18;
const barGap = 6;
const headHeight = 46;
const longest = columnWidth - labelWidth - 110;

/** The measurements a person looks for first, as bars; a thin line goes from the least round to the greatest. */
export function plot(results, titleOf) {
  const panels = panelsFrom(results, titleOf);
  const left = [];
  const right = [];
  for (const panel of panels) (heightOf(left) <= heightOf(right) ? left : right).push(panel);
  const height = Math.max(heightOf(left), heightOf(right), 40) + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Results of the benchmark">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${stacked(left, 0)}
${stacked(right, columnWidth)}
</svg>
`;
}

function panelsFrom(results, titleOf) {
  const loads = [
    ['read', 'Read one server by id'],
    ['full-page', 'Page of 50 with everything, another for each'],
    ['full-update', 'Update of all settings, GraphQL'],
    ['legacy-full-update', 'Update of all settings, /api.php'],
    ['page', 'Page of 50 servers with user groups'],
    ['pages', 'Pages of 26 to 75, another for each'],
    ['update', 'Update of two fields, GraphQL'],
    ['legacy-update', 'Update without the password, /api.php'],
    ['legacy-get', 'Get one server, /api.php'],
  ].map(([name, title]) => ({
    title,
    note: 'requests per second, 16 clients: longer is better',
    rounds: results[name]?.[16],
    measure: 'perSecond',
  }));
  const all = results['get-all']?.[50_000];
  const longAnswers = [
    { title: 'Get all 50,000 servers, /api.php', note: 'milliseconds: shorter is better', measure: 'time' },
    { title: 'Memory for it', note: 'growth in MB: shorter is better', measure: 'growth' },
    { title: 'Worst small read meanwhile', note: 'milliseconds: shorter is better', measure: 'worstRead' },
  ].map((panel) => ({ ...panel, rounds: all }));
  return [...loads, ...longAnswers]
    .filter(({ rounds }) => rounds)
    .map(({ title, note, rounds, measure }) => ({
      title,
      note,
      bars: Object.entries(rounds)
        .map(([name, own]) => ({ name, title: titleOf(name), ...summaryOf(own, measure) }))
        .sort((one, other) =>
          measure === 'perSecond' ? other.median - one.median : one.median - other.median,
        ),
    }));
}

function panelHeight({ bars }) {
  return headHeight + bars.length * (barHeight + barGap) + 18;
}

function heightOf(panels) {
  return panels.reduce((total, panel) => total + panelHeight(panel), 0);
}

function stacked(panels, x) {
  return panels
    .map((panel, index) => drawPanel(panel, x + 16, heightOf(panels.slice(0, index)) + 10))
    .join('\n');
}

function drawPanel({ title, note, bars }, x, y) {
  const greatest = Math.max(...bars.map(({ max }) => max), 1);
  const scale = (value) => Math.max(0, (value / greatest) * longest);
  const drawn = bars.map((bar, index) =>
    drawBar(bar, x, y + headHeight + index * (barHeight + barGap), scale),
  );
  return `<text x="${x}" y="${y + 16}" font-weight="600" font-size="15" fill="#1b2733">${escaped(title)}</text>
<text x="${x}" y="${y + 34}" font-size="12" fill="#5b6773">${escaped(note)}</text>
${drawn.join('\n')}`;
}

function drawBar({ name, title, min, median, max }, x, y, scale) {
  const isOurs = name === 'gateway';
  const start = x + labelWidth;
  const middle = y + barHeight / 2;
  const value = Math.round(median).toLocaleString('en');
  return `<text x="${start - 8}" y="${middle + 4}" text-anchor="end" fill="#1b2733"${isOurs ? ' font-weight="600"' : ''}>${escaped(title)}</text>
<rect x="${start}" y="${y}" width="${scale(median).toFixed(1)}" height="${barHeight}" rx="2" fill="${isOurs ? '#0b7a75' : '#b8c4ce'}"/>
<line x1="${(start + scale(min)).toFixed(1)}" x2="${(start + scale(max)).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#1b2733" stroke-width="1.5"/>
<text x="${(start + scale(max) + 8).toFixed(1)}" y="${middle + 4}" fill="#1b2733"${isOurs ? ' font-weight="600"' : ''}>${value}</text>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
