/** On every page: the key `/` opens the search, which is loaded then. On the page Search it is there at once. */
import { slashIsOn } from './slash-key.ts';

const TYPING = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]';

addEventListener('keydown', async (event) => {
  const { key, target, ctrlKey, metaKey, altKey, isComposing } = event;
  if (key !== '/' || ctrlKey || metaKey || altKey || isComposing) return;
  if (target instanceof Element && target.closest(TYPING)) return;
  if (document.querySelector('dialog[open]') || !slashIsOn()) return;
  event.preventDefault();
  const { openSearch } = await import('./find.ts');
  openSearch();
});

if (location.pathname === '/search') void import('./find.ts').then(({ findHere }) => findHere());
