// Selectors in an access review that cannot be read are left out of the decision, and that is told.
import { parseFieldSelector } from '../meta/fields.ts'
import { parseLabelSelector } from '../meta/label-parser.ts'
import { labelValueErrors, qualifiedNameErrors } from '../meta/names.ts'
import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  ResourceAttributes,
} from '../schema/generated/authorization-v1.ts'

/** How much of a selector could be read. */
type Read = 'all' | 'some' | 'none'

/** What is told of the selectors of a review; nothing where they could be read. */
export function selectorNotes(of: ResourceAttributes | undefined): string {
  const reads: [name: string, read: Read][] = [
    ['fieldSelector', readFields(of?.fieldSelector)],
    ['labelSelector', readLabels(of?.labelSelector)],
  ]
  return reads
    .filter(([, read]) => read !== 'all')
    .map(([name, read]) => {
      const much = read === 'some' ? 'partially ignored' : 'ignored'
      return `spec.resourceAttributes.${name} ${much} due to parse error`
    })
    .join('; ')
}

function readFields({ rawSelector, requirements }: FieldSelectorAttributes = {}): Read {
  return rawSelector
    ? readText(rawSelector, parseFieldSelector)
    : readEach(
        requirements,
        ({ operator, values = [] }) =>
          (operator === 'In' || operator === 'NotIn') && values.length === 1,
      )
}

const LABEL_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist']

function readLabels({ rawSelector, requirements }: LabelSelectorAttributes = {}): Read {
  return rawSelector
    ? readText(rawSelector, parseLabelSelector)
    : readEach(
        requirements,
        ({ key, operator, values = [] }) =>
          LABEL_OPERATORS.includes(operator) &&
          qualifiedNameErrors(key).length === 0 &&
          values.every(value => labelValueErrors(value).length === 0),
      )
}

function readText(text: string, parse: (text: string) => unknown): Read {
  try {
    parse(text)
    return 'all'
  } catch {
    return 'none'
  }
}

function readEach<T>(requirements: readonly T[] | undefined, canRead: (one: T) => boolean): Read {
  const all = requirements ?? []
  const read = all.filter(canRead).length
  if (read === all.length) return 'all'
  return read > 0 ? 'some' : 'none'
}
