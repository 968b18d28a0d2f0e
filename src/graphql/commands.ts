// What people do with kubectl by a name of its own: cordon, drain, label, scale, rollouts, apply of manifests.
import { applyField } from './commands/apply.ts'
import { clockCommands } from './commands/clock.ts'
import { setImageField } from './commands/images.ts'
import { labelCommands } from './commands/labels.ts'
import { nodeCommands } from './commands/nodes.ts'
import { podCommands } from './commands/pods.ts'
import { rolloutCommands } from './commands/rollouts.ts'
import { scaleField } from './commands/scale.ts'
import type { SchemaParts } from './parts.ts'
import type { FieldMap } from './types.ts'

export function commandFields(parts: SchemaParts): FieldMap {
  const fields: FieldMap = {
    ...nodeCommands(parts),
    ...podCommands(parts),
    ...rolloutCommands(parts),
    ...clockCommands(parts),
    setImage: setImageField(parts),
    apply: applyField(parts),
  }
  for (const root of parts.roots) {
    if ((root.version.verbs ?? root.kind.verbs).includes('patch'))
      Object.assign(fields, labelCommands(parts, root))
    if (root.kind.subresources?.some(each => each.scale !== undefined))
      fields[`scale${root.type}`] = scaleField(parts, root)
  }
  return fields
}
