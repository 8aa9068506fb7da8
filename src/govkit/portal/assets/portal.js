// Pages work without this: it filters lists while somebody types, where the whole list is on the page, and asks again
// for a page that is still being worked out.
"use strict";

for (const form of document.querySelectorAll("form[data-narrow]")) {
  const field = form.querySelector("input[type=search]");
  const listed = form.parentElement.querySelectorAll("tbody tr, .cards > li");
  const status = form.querySelector("[role=status]");
  const total = status ? status.textContent : "";
  if (!field || !listed.length) continue;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of listed) {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
      if (!one.hidden) shown += 1;
    }
    if (status) status.textContent = words.length ? `${shown} on this page` : total;
  });
  if (form.getAttribute("action") === "#") form.addEventListener("submit", (event) => event.preventDefault());
}

if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 1000);
