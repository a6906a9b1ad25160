const mount = (element, payload) => {
  element.innerHTML = '<div class="oc"><div class="oc-panels"><svg width="300" height="200" role="img" aria-label="dot"><circle r="9" cy="90"/></svg></div><label>x <input type="range" min="0" max="9" step="1" value="3"></label></div>';
  const draw = () => element.querySelector("circle").setAttribute("cx", 20 + 20 * element.querySelector("input").value);
  element.querySelector("input").oninput = draw;
  draw();
  element.querySelector(".oc").dataset.state = "ready";
};
const render = ({ model, el }) => mount(el, {});
export default { render, mount };
