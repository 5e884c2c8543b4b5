// Tells the reader when the passage that a link leads to no longer stands in the article.
(() => {
  const note = document.getElementById("changed");
  const check = () => {
    const name = location.hash.slice(1);
    note.hidden = !/^(p|at)-/.test(name) || document.getElementById(name) !== null;
  };
  addEventListener("hashchange", check);
  check();
})();
