// `tsx scripts/run.ts PROGRAM …`: runs a program that lives beside the sources as users run what is built.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bundled } from './bundle.ts'

const [program = '', ...args] = process.argv.slice(2)
const [bundle = ''] = await bundled([program], join('.cache', 'run', program.replace(/\W/g, '-')))
const run = spawnSync(process.execPath, ['--enable-source-maps', bundle, ...args], {
  stdio: 'inherit',
  env: { NODE_ENV: 'production', ...process.env },
})
process.exit(run.status ?? 1)
