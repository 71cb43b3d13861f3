import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface Focused {
  name: string;
  isVisible: boolean;
  hasOutline: boolean;
}

/** What has the focus, and whether one can see that. */
export function focused(page: Page): Promise<Focused> {
  // Texts, here and below, because this project's types do not know the browser.
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    return {
      name: (element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.innerText).trim(),
      isVisible: top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom > top,
      hasOutline: getComputedStyle(element).outlineStyle !== 'none',
    };
  })()`);
}

export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  do {
    await page.keyboard.press('Tab');
    passed.push((await focused(page)).name);
  } while (passed.at(-1) !== name && passed.length < 30);
  expect(passed.at(-1), `after ${passed.join(', ')}`).toBe(name);
}
