import { describe, expect, it } from 'vitest';
import { browserPath } from './browser.js';
import { openExamples } from './page.js';
import { examples, page, startEmptyPlayground, usePlayground } from './playground-app.js';

interface Menu {
  clientWidth: number;
  scrollWidth: number;
  bottom: number;
  outside: string[];
  items: number;
}

describe.skipIf(browserPath === undefined)('the menu of examples', () => {
  usePlayground(() => startEmptyPlayground());

  it.each([
    [1366, 768],
    [1400, 900],
    [1920, 1080],
    [800, 600],
  ])('has every example in reach by scrolling down, at %i x %i', async (width, height) => {
    await page.setViewportSize({ width, height });
    await openExamples(page);
    const { clientWidth, scrollWidth, bottom, outside, items } = await page.evaluate<Menu>(`(() => {
      const menu = document.querySelector('[role="menu"]');
      const { left, right, bottom } = menu.getBoundingClientRect();
      const items = [...menu.querySelectorAll('[role="menuitem"]')];
      const isOutside = (item) => {
        item.scrollIntoView({ block: 'nearest' });
        const place = item.getBoundingClientRect();
        return place.left < left || place.right > right || place.top < 0 || place.bottom > bottom;
      };
      const outside = items.filter(isOutside).map((item) => item.innerText);
      const { clientWidth, scrollWidth } = menu;
      return { clientWidth, scrollWidth, bottom, outside, items: items.length };
    })()`);
    expect(scrollWidth).toBe(clientWidth);
    expect(bottom).toBeLessThanOrEqual(height);
    expect(outside).toEqual([]);
    expect(items).toBe(examples.length);
  });
});
