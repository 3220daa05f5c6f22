// Before the first paint, so that a dark page does not flash white. The panel's Theme service owns the choice.
document.documentElement.dataset.theme = localStorage.getItem('cube.theme') ?? 'system';
