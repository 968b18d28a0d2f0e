import type { Registry } from '../../registry/registry.ts'
import type { Container as ContainerSpec, Pod } from '../../schema/generated/core-v1.ts'
import { keyOfPod } from '../objects.ts'
import { environmentOf } from './environment.ts'
import { FileSystem, resolved } from './file-system.ts'
import type { Container } from './process.ts'
import { mountVolumes } from './volumes.ts'

interface Kept {
  readonly pod: string
  readonly files: FileSystem
}

/** The file systems of containers: each begins with its container and ends with its Pod. */
export class Containers {
  readonly #registry: Registry
  readonly #kept = new Map<string, Kept>()

  constructor(registry: Registry) {
    this.#registry = registry
    registry.store.onChange('pods', ({ previous, next }) => {
      if (next === undefined && previous !== undefined) this.#forget(keyOfPod(previous.object))
    })
  }

  /** The container of a Pod that runs now; `tokens` are those in its volumes, by `VOLUME/PATH`. */
  open(
    pod: Pod,
    spec: ContainerSpec,
    containerId: string,
    tokens?: ReadonlyMap<string, string>,
  ): Container {
    const { clock } = this.#registry
    const hostname = pod.spec?.hostname ?? pod.metadata.name ?? ''
    const workingDir = spec.workingDir ?? '/'
    const files = this.#filesOf(pod, hostname, workingDir, containerId)
    mountVolumes(this.#registry, pod, spec, files, tokens)
    return {
      pod,
      name: spec.name,
      hostname,
      workingDir,
      environment: environmentOf(this.#registry, pod, spec, hostname),
      files,
      nowMs: () => clock.nowMs(),
    }
  }

  #filesOf(pod: Pod, hostname: string, workingDir: string, containerId: string): FileSystem {
    const known = this.#kept.get(containerId)
    if (known !== undefined) return known.files
    const nowMs = this.#registry.clock.nowMs()
    const files = new FileSystem(nowMs)
    const ip = pod.status?.podIP ?? '127.0.0.1'
    const written: Readonly<Record<string, string>> = {
      '/etc/hostname': `${hostname}\n`,
      '/etc/hosts': `127.0.0.1\tlocalhost\n${ip}\t${hostname}\n`,
      '/etc/resolv.conf': `search ${pod.metadata.namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    }
    for (const [path, text] of Object.entries(written)) files.write(path, Buffer.from(text), nowMs)
    files.makeDirectories(resolved('/', workingDir), nowMs)
    this.#kept.set(containerId, { pod: keyOfPod(pod), files })
    return files
  }

  #forget(pod: string): void {
    for (const [id, kept] of this.#kept) if (kept.pod === pod) this.#kept.delete(id)
  }
}
