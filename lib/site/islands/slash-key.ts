/** Whether the key `/` opens the search; a learner who speaks to the machine turns it off (WCAG 2.2, 2.1.4). */
const OFF = 'certlab-no-slash';

export function slashIsOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

export function setSlash(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'off');
  } catch {
    // The browser keeps nothing for pages.
  }
}
