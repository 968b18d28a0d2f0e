// `mimikube exec -- COMMAND`: a cluster for as long as a command runs, which finds it by KUBECONFIG.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { makeScratch } from '../cluster/scratch.ts'
import { type ServeOptions, serveCluster } from '../cluster/serve.ts'
import { type ExecFlags, UsageError } from './args.ts'

export interface Execution {
  /** The kubeconfig of the cluster, which goes with it unless it was put elsewhere. */
  readonly kubeconfig: string
  /** The exit code of the command, or 128 and the signal that ended it. */
  readonly code: Promise<number>
  /** Passes a signal on to the command. */
  kill(signal: NodeJS.Signals): void
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws ListenError or StoreOpenError, whose messages are shown as they are. */
export async function execute(
  flags: ExecFlags & Pick<ServeOptions, 'onFatal'>,
  command: readonly string[],
  environment: Environment,
): Promise<Execution> {
  const scratch = await makeScratch()
  const kubeconfig = flags.kubeconfig ?? `${scratch.path}/kubeconfig`
  try {
    const serving = await serveCluster({ ...flags, kubeconfig })
    const env = { ...environment, KUBECONFIG: kubeconfig, MIMIKUBE_URL: serving.url }
    const [file = '', ...args] = command
    const child = spawn(file, args, { env, stdio: 'inherit' })
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', error => reject(new UsageError(`cannot run ${file}: ${error.message}`)))
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']),
      )
    })
    const code = ended.finally(async () => {
      await serving.close()
      await scratch.remove()
    })
    return { kubeconfig, code, kill: signal => child.kill(signal) }
  } catch (error) {
    await scratch.remove()
    throw error
  }
}
