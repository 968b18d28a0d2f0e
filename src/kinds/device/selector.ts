// What devices are selected by: expressions in CEL about a device.
import type { Sizes } from '../../meta/cel/cost.ts'
import { environmentOf } from '../../meta/cel/environment.ts'
import { compile, isBroken } from '../../meta/cel/program.ts'
import { BOOL, DYN, mapOf, objectType, plainType, STRING } from '../../meta/cel/types.ts'
import { type Cause, forbidden, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import type { DeviceSelector } from '../../schema/generated/resource-v1.ts'
import { listErrors } from './lists.ts'

const EXPRESSION_MAX = 10 * 1024
const COST_MAX = 1_000_000
const SELECTORS_MAX = 32

const ENVIRONMENT = environmentOf(
  {
    device: objectType('kubernetes.DRADevice', {
      driver: STRING,
      attributes: mapOf(STRING, mapOf(STRING, DYN)),
      capacity: mapOf(STRING, mapOf(STRING, plainType('quantity'))),
      allowMultipleAllocations: BOOL,
    }),
  },
  { bindings: true },
)

/** A device has so many attributes at most, and their names and values are so long. */
const PARTS_MAX = 32
const TEXT_MAX = 64

const SIZES: Sizes = {
  max: path => (path[0] === 'driver' || path.length > 2 ? TEXT_MAX : PARTS_MAX),
}

export function selectorsErrors(
  selectors: readonly DeviceSelector[] | undefined,
  path: string,
): Cause[] {
  return listErrors(selectors, SELECTORS_MAX, selectorErrors, path)
}

function selectorErrors({ cel }: DeviceSelector, path: string): Cause[] {
  if (cel === undefined) return [required(`${path}.cel`)]
  const at = `${path}.cel.expression`
  const { expression } = cel
  if (byteLength(expression) > EXPRESSION_MAX) return [tooLong(at, EXPRESSION_MAX)]
  const program = compile(expression, ENVIRONMENT)
  if (isBroken(program)) return [invalid(at, expression, program.message)]
  const { typeText } = program
  if (typeText !== 'bool' && typeText !== 'dyn') {
    const why = `must evaluate to bool or the unknown type, not ${typeText}`
    return [invalid(at, expression, why)]
  }
  return program.worstCost(SIZES) > COST_MAX
    ? [forbidden(at, 'too complex, exceeds cost limit')]
    : []
}
