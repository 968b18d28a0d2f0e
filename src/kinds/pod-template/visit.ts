import type { Container, EphemeralContainer, PodSpec } from '../../schema/generated/core-v1.ts'

type Visit = (container: Container | EphemeralContainer, path: string) => void

/** All containers with their paths: first those of the beginning, then the others, then the ephemeral ones. */
export function visitContainers(spec: PodSpec, path: string, visit: Visit): void {
  for (const name of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const list = spec[name]
    if (!list) continue
    for (const [index, container] of list.entries()) visit(container, `${path}.${name}[${index}]`)
  }
}
