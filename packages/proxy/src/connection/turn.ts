let turn = 0;
let counted = false;

/** Which turn of the event loop this is: two calls with the same answer were made before any other event could be polled for. */
export function currentTurn(): number {
  if (!counted) {
    counted = true;
    setImmediate(next);
  }
  return turn;
}

function next(): void {
  counted = false;
  turn += 1;
}
