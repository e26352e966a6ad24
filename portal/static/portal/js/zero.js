// The key 0 opens press zero from anywhere, but never while somebody is typing, never together with
// another key (those belong to the browser), and not for people who switched it off.
const typing = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

document.addEventListener("keydown", (event) => {
  if (event.key !== "0" || event.repeat || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (document.documentElement.dataset.zeroKey === "off") return;
  if (event.target instanceof Element && event.target.closest(typing)) return;
  location.assign(`/zero/?from=${encodeURIComponent(location.pathname)}`);
});
