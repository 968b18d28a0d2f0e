// The time of the simulated world. Its Clock is an object like any other; these are the changes that people want.
import { GraphQLNonNull, GraphQLString } from 'graphql'
import { clock as clockKind } from '../../kinds/index.ts'
import { formatGoDuration, parseGoDuration } from '../../meta/duration.ts'
import type { KubeObject } from '../../meta/object.ts'
import { badRequest } from '../../meta/status.ts'
import { apiVersionOfTarget } from '../../registry/target.ts'
import type { Clock, ClockSpec } from '../../schema/generated/mimikube-v1alpha1.ts'
import type { Root } from '../names.ts'
import type { Context, Operation } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { targetOf } from '../queries.ts'
import type { FieldConfig, FieldMap } from '../types.ts'
import { written } from '../writes.ts'
import { COMMAND_ARGS, type CommandArgs, modified } from './parts.ts'

const NAME = 'world'

type ClockArgs = Omit<CommandArgs, 'name'>

export function clockCommands(parts: SchemaParts): FieldMap {
  const root = parts.storageRootOf(clockKind)
  if (root === undefined) return {}
  const field = <T extends ClockArgs>(
    description: string,
    args: FieldConfig['args'],
    specOf: (given: T, live: Clock | undefined) => ClockSpec,
  ): FieldConfig => ({
    type: parts.typeOf(root),
    description,
    args: { ...args, ...COMMAND_ARGS },
    resolve: async (_source, given: T, { operation }: Context) =>
      set(operation, root, given, live => specOf(given, live)),
  })
  return {
    advanceClock: field(
      'Moves the time of the world ahead, from one thing that is due to the next.',
      { by: { type: new GraphQLNonNull(GraphQLString), description: 'A duration: 30s, 5m, 24h.' } },
      (given: ClockArgs & { by: string }, live) => ({
        advance: formatGoDuration(msOf(live?.spec?.advance ?? '0s') + msOf(given.by)),
      }),
    ),
    setClock: field(
      'Says how the time of the world passes.',
      {
        mode: { type: parts.types.enumOf('mimikube/v1alpha1.ClockSpec', 'mode') ?? GraphQLString },
        rate: { type: GraphQLString, description: 'Seconds that pass in a second, such as 60.' },
      },
      ({ mode, rate }: ClockArgs & { mode?: string | null; rate?: string | null }) => ({
        ...(mode ? { mode } : {}),
        ...(rate ? { rate } : {}),
      }),
    ),
  }
}

function msOf(text: string): number {
  const ms = parseGoDuration(text)
  if (ms === undefined || ms < 0) throw badRequest(`${text} is no duration: write 30s, 5m or 24h`)
  return ms
}

/** There need not be a Clock before somebody wants another time. */
function set(
  operation: Operation,
  root: Root,
  given: ClockArgs,
  specOf: (live: Clock | undefined) => ClockSpec,
): Promise<KubeObject> {
  const args = { ...given, name: NAME }
  const of = targetOf(root, args)
  const { registry } = operation.options
  if (registry.find(of) !== undefined)
    return modified(operation, root, args, live => {
      const clock = live as Clock
      return { ...clock, spec: { ...clock.spec, ...specOf(clock) } } as KubeObject
    })
  const made = {
    apiVersion: apiVersionOfTarget(of),
    kind: root.kind.kind,
    metadata: { name: NAME },
    spec: specOf(undefined),
  }
  return written(operation, of, 'create', args, context =>
    registry.create(of, { value: made }, context),
  )
}
