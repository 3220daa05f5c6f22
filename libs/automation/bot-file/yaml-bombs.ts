import { CST, Lexer } from 'yaml';

import { WrongYaml } from './wrong-yaml';

/** Words and signs of a file: the parser takes some 15 µs for each. Most bots have some thousand. */
const mostTokens = 100_000;
/** Levels of lists and maps: the parser calls itself for each, and some thousand of them end the process. */
const deepest = 100;

/** Throws for a file that would cost the parser more than a file of a bot can be worth. Reads it once, from left to right. */
export function refuseBombs(text: string): void {
  const levels = new Levels();
  let tokens = 0;
  let line = 1;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > mostTokens)
      throw new WrongYaml(line, `A file has at most ${mostTokens} words and signs: shorten it.`);
    levels.see(token);
    if (levels.count > deepest)
      throw new WrongYaml(line, `Values stand ${deepest} levels deep within each other at most.`);
    for (let at = token.indexOf('\n'); at >= 0; at = token.indexOf('\n', at + 1)) line++;
  }
}

/** How deep a file stands at most: brackets, indentation, and the marks on one line (`- - - a`). Never too few. */
class Levels {
  private readonly indents: number[] = [];
  private brackets = 0;
  private marks = 0;
  private indent = 0;
  private isLineBegun = false;

  get count(): number {
    return this.indents.length + this.brackets + this.marks;
  }

  see(token: string): void {
    switch (CST.tokenType(token)) {
      case 'newline':
        this.indent = 0;
        this.marks = 0;
        this.isLineBegun = false;
        return;
      case 'space':
        if (!this.isLineBegun) this.indent = token.length;
        return;
      case 'flow-seq-start':
      case 'flow-map-start':
        this.begin();
        this.brackets++;
        return;
      case 'flow-seq-end':
      case 'flow-map-end':
        if (this.brackets > 0) this.brackets--;
        return;
      case 'seq-item-ind':
      case 'explicit-key-ind':
      case 'map-value-ind':
        this.begin();
        if (this.brackets === 0) this.marks++;
        return;
      default:
        this.begin();
    }
  }

  private begin(): void {
    if (this.isLineBegun) return;
    this.isLineBegun = true;
    if (this.brackets > 0) return;
    while ((this.indents.at(-1) ?? -1) >= this.indent) this.indents.pop();
    this.indents.push(this.indent);
  }
}
