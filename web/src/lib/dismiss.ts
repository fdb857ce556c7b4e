/** Closes an open menu by a click elsewhere, or by Escape, which gives the focus back to its button. */
export function dismissable(menu: HTMLDetailsElement) {
  const click = (event: MouseEvent) => {
    if (menu.open && !menu.contains(event.target as Node)) menu.open = false
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  }
  addEventListener('click', click)
  menu.addEventListener('keydown', leave)
  return {
    destroy() {
      removeEventListener('click', click)
      menu.removeEventListener('keydown', leave)
    },
  }
}
