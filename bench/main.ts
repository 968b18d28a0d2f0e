// Benchmarks of what we promise, each printed beside a physical limit measured in the same run.
// `npm run bench` runs all, `npm run bench -- store rest` some. Nothing here is asserted.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One figure. `ratio` is to the limit that `limit` names. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly ratio?: number
  readonly limit?: string
}

/** This one, and what others start. */
const PROGRAMS = ['main.ts', 'load.ts', 'subscribers.ts']

const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2)
const names = readdirSync(here)
  .filter(file => file.endsWith('.ts') && !PROGRAMS.includes(file))
  .map(file => file.replace(/\.ts$/, ''))
  .filter(name => wanted.length === 0 || wanted.includes(name))

for (const name of names) {
  const { run } = (await import(`./${name}.ts`)) as { run?: () => Promise<readonly Figure[]> }
  if (run === undefined) continue
  for (const figure of await run()) console.log(lineOf(name, figure))
}

function lineOf(name: string, figure: Figure): string {
  const value = figure.value >= 100 ? figure.value.toFixed(0) : figure.value.toPrecision(3)
  const ratio =
    figure.ratio === undefined
      ? ''
      : `  ${figure.ratio.toFixed(2)} of ${figure.limit ?? 'the limit'}`
  return `${name.padEnd(10)} ${figure.name.padEnd(52)} ${value.padStart(9)} ${figure.unit}${ratio}`
}
