// The process: arguments, output, signals, exit codes. The only file that touches `process`.
import module from 'node:module'
import { type Command, HELP, parseCommand, UsageError } from './cli/args.ts'
import { VERSION } from './cli/version.ts'

/** How long the end may take once it was asked for, before it comes anyway. */
const END_WITHIN_MS = 1_800

/** Errors whose message is for the person at the keyboard. */
const TOLD_AS_THEY_ARE = ['ListenError', 'StoreOpenError']

type ExecCommand = Extract<Command, { do: 'exec' }>

async function main(): Promise<void> {
  // Node 20 has no compile cache.
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown }
  enableCompileCache?.()
  const command = parseCommand(process.argv.slice(2))
  if (command.do === 'help') return void process.stdout.write(HELP)
  if (command.do === 'version') return void process.stdout.write(`${VERSION}\n`)
  if (command.do === 'exec') return execCommand(command)
  // Signals are heard from the beginning: who asks for the end while it starts gets it as soon as it has.
  const starting = import('./cli/serve.ts').then(({ serve }) =>
    serve({
      ...command.flags,
      onFatal: error => end(1, `the store has failed: ${error.message}`),
    }),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      starting
        .then(serving => {
          setTimeout(() => process.exit(0), END_WITHIN_MS).unref()
          return serving.close()
        })
        .then(
          () => process.exit(0),
          error => end(1, String(error)),
        )
    })
  process.stdout.write((await starting).text)
}

async function execCommand({ flags, command }: ExecCommand): Promise<void> {
  const { execute } = await import('./cli/exec.ts')
  const onFatal = (error: Error) => end(1, `the store has failed: ${error.message}`)
  let hears = false
  const starting = execute({ ...flags, onFatal }, command, process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // From a terminal Ctrl-C reaches the command too; many take a second one for leave to break off.
      if (signal === 'SIGINT' && hears && process.stdin.isTTY) return
      starting.then(
        running => running.kill(signal),
        () => {},
      )
    })
  const running = await starting
  hears = true
  process.exit(await running.code)
}

function end(code: number, text: string): never {
  process.stderr.write(`mimikube: ${text}\n`)
  process.exit(code)
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) end(2, error.message)
  if (error instanceof Error && TOLD_AS_THEY_ARE.includes(error.name)) end(1, error.message)
  end(1, error instanceof Error ? (error.stack ?? error.message) : String(error))
})
