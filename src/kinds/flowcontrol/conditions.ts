// The status of flow schemas and priority levels: conditions, each of a type of its own.
import { type Cause, duplicate, required } from '../../meta/field-errors.ts'

export function conditionErrors(conditions: readonly { readonly type?: string }[] = []): Cause[] {
  const types = conditions.map(({ type = '' }) => type)
  return types.flatMap((type, index) => {
    const path = `status.conditions[${index}].type`
    return [
      ...(types.indexOf(type) < index ? [duplicate(path, type)] : []),
      ...(type === '' ? [required(path, 'must not be empty')] : []),
    ]
  })
}
