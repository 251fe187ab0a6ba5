/*
 * Whether texts of a page stand out from what is behind them, as people with weak eyes or in the sun need it.
 *
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */

/** What is looked at: words of pages, of navigation and of opened search. */
const TEXTS = [
  '.vp-doc :is(h1, h2, h3, p, li, th, td, a, code)',
  '.vp-doc pre span[style]',
  '.api-tabs button',
  '.VPSidebar .text',
  '.VPLocalSearchBox :is(.title, .excerpt p)',
].join(', ');

/**
 * Run in the browser: texts whose contrast is below 4.5, or below 3 where they are large, as `tag: text (ratio)`. Colors that let through are put on
 * what is behind them.
 */
export const WEAK_TEXTS = `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const over = (colors) => {
    pen.clearRect(0, 0, 1, 1);
    for (const color of colors) { pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (element) => {
    const colors = [];
    for (let one = element; one !== null; one = one.parentElement) colors.unshift(getComputedStyle(one).backgroundColor);
    return ['white', ...colors];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const weak = new Map();
  for (const element of document.querySelectorAll(${JSON.stringify(TEXTS)})) {
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).join(' ').trim();
    const style = getComputedStyle(element);
    if (text === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const back = behind(element);
    const [one, other] = [light(over([...back, style.color])), light(over(back))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) weak.set(element.tagName.toLowerCase() + ' ' + style.color, text.slice(0, 40) + ' (' + ratio.toFixed(1) + ')');
  }
  return [...weak].map(([where, what]) => where + ': ' + what);
})()`;
