// The anchor is brought into view in its article, at first and whenever the article is looked up again.
(() => {
  "use strict";
  const beside = document.getElementById("article-beside");
  if (!beside) return;
  const show = () => {
    const article = beside.querySelector(".article");
    const mark = beside.querySelector("mark");
    if (article && mark) article.scrollTop = mark.offsetTop - article.clientHeight / 3;
  };
  show();
  beside.addEventListener("htmx:afterSwap", show);
})();
