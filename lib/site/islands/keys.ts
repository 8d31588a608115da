/** On every page: the key `/` opens a field to search in, at once; what searches is loaded then. On the page Search it is there. */
import { el } from '../../../lambda/shared/pages/tree.ts';
import { byId, draw } from './draw.ts';
import { slashIsOn } from './slash-key.ts';

const TYPING = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]';
const isSearchPage = location.pathname === '/search';

addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey, isComposing } = event;
  if (key !== '/' || ctrlKey || metaKey || altKey || isComposing) return;
  if (target instanceof Element && target.closest(TYPING)) return;
  if (document.querySelector('dialog[open]') || !slashIsOn()) return;
  event.preventDefault();
  if (isSearchPage) byId('query').focus();
  else openDialog();
});

/** Over the page that somebody reads; Escape closes it and gives the focus back. */
function openDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#search') ?? makeDialog();
  dialog.showModal();
  dialog.querySelector('input')?.select();
}

function makeDialog(): HTMLDialogElement {
  const dialog = draw(
    el(
      'dialog',
      { id: 'search', 'aria-labelledby': 'search-h' },
      el(
        'form',
        { class: 'search', role: 'search', action: '/search' },
        el('h2', { id: 'search-h' }, el('label', { for: 'search-query' }, 'Search')),
        el('input', {
          ...{ id: 'search-query', type: 'search', name: 'q', required: true },
          ...{ autocomplete: 'off', spellcheck: 'false' },
        }),
      ),
      el('div', { id: 'search-found' }),
      el(
        'p',
        { class: 'row small mute' },
        el('span', {}, 'Enter: all of it on a page'),
        el('button', { class: 'link', type: 'button' }, 'Close (Escape)'),
      ),
    ),
  ) as HTMLDialogElement;
  document.body.append(dialog);
  const found = byId('search-found');
  import('./find.ts').then(
    ({ findIn }) => findIn(byId('search-query'), found),
    () => found.append('What searches did not come: Enter asks for the page of results.'),
  );
  const close = () => {
    dialog.close();
    // Where nothing had the focus before, a browser leaves it in the closed field until it draws the next time, and a `/`
    // that comes sooner would be typed there.
    byId('search-query').blur();
  };
  dialog.querySelector('button')?.addEventListener('click', close);
  // In a search field the first Escape would clear it, and only the next one close the dialog.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  // A link to a place on this very page leads there, and the dialog would stay over it.
  found.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a')) close();
  });
  return dialog;
}

if (isSearchPage) void import('./find.ts').then(({ findHere }) => findHere());
