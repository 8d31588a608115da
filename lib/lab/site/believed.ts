/** An answer that is believed for a while, however often it is asked for. */
export interface Believed<T> {
  get(): Promise<T>;
  forget(): void;
}

/** Asks again once the answer is older than so many milliseconds; a failure is not kept. */
export function believed<T>(ask: () => Promise<T>, milliseconds: number): Believed<T> {
  let asked: { readonly at: number; readonly answer: Promise<T> } | undefined;
  const forget = () => {
    asked = undefined;
  };
  return {
    forget,
    get: () => {
      if (!asked || Date.now() - asked.at > milliseconds) {
        const answer = ask();
        answer.catch(forget);
        asked = { at: Date.now(), answer };
      }
      return asked.answer;
    },
  };
}
