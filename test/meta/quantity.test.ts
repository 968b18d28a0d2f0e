import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  isNegative,
  isWhole,
  milliOf,
  nanosOf,
  parseQuantity,
  QuantityError,
  quantityOfMilli,
  quantityOfUnits,
  subtractQuantities,
  unitsOf,
} from '../../src/meta/quantity.ts'

const spellings: Record<string, string> = {
  '0': '0',
  '1000m': '1',
  '2.50': '2500m',
  '1000': '1k',
  '1500k': '1500k',
  '1024Mi': '1Gi',
  '0.5Gi': '512Mi',
  '0.5Ki': '512',
  '0.1Gi': '107374182400m',
  '8Ei': '9223372036854775807',
  '1e10': '10e9',
  '12E2': '1200',
  '0.0000000001': '1n',
  '+3': '+3',
  '00012': '00012',
  '12.': '12.',
  '-0.1Gi': '-107374182400m',
  Ki: '0',
}

for (const [written, canonical] of Object.entries(spellings))
  test(`${written} is stored as ${canonical}`, () => {
    assert.equal(canonicalQuantity(written), canonical)
  })

for (const [text, message] of Object.entries({
  '': /must match the regular expression/,
  '1.2.3': /must match the regular expression/,
  abc: /must match the regular expression/,
  '1kk': /unable to parse quantity's suffix/,
}))
  test(`"${text}" is no amount`, () => {
    assert.throws(
      () => parseQuantity(text),
      error => error instanceof QuantityError && message.test(error.message),
    )
  })

test('amounts of different units are compared by what they amount to', () => {
  assert.equal(compareQuantities('1Gi', '1024Mi'), 0)
  assert.equal(compareQuantities('1G', '1Gi'), -1)
  assert.equal(compareQuantities('1500m', '1'), 1)
  assert.equal(compareQuantities(undefined, '0'), 0)
})

test('sums and differences keep the family of units of the first that is not zero', () => {
  const sum = addQuantities(parseQuantity('1Gi'), parseQuantity('512Mi'))
  assert.equal(formatQuantity(sum), '1536Mi')
  assert.equal(formatQuantity(addQuantities(parseQuantity('0'), parseQuantity('1Gi'))), '1Gi')
  assert.equal(
    formatQuantity(subtractQuantities(parseQuantity('1'), parseQuantity('250m'))),
    '750m',
  )
})

test('whole units and thousandths are rounded up', () => {
  assert.equal(unitsOf(parseQuantity('1500m')), 2)
  assert.equal(milliOf(parseQuantity('100u')), 1)
  assert.equal(nanosOf('1u'), 1000n)
  assert.equal(isWhole('1500m'), false)
  assert.equal(isNegative('-1'), true)
})

test('adding what was taken away gives the amount back', () => {
  const amount = fc.integer({ min: -1_000_000, max: 1_000_000 })
  fc.assert(
    fc.property(amount, amount, (units, milli) => {
      const a = quantityOfUnits(units, 'BinarySI')
      const b = quantityOfMilli(milli, 'DecimalSI')
      assert.equal(compareQuantities(subtractQuantities(addQuantities(a, b), b), a), 0)
    }),
  )
})

test('a canonical spelling is read as the same amount and stays as it is', () => {
  const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E-3')
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 0, max: 999 }),
      suffix,
      (a, b, unit) => {
        const text = canonicalQuantity(`${a}.${b}${unit}`)
        assert.equal(canonicalQuantity(text), text)
        const difference = nanosOf(text) - nanosOf(`${a}.${b}${unit}`)
        assert.equal(difference, 0n)
      },
    ),
  )
})

test('amounts that are far too large are read, compared and added all the same', () => {
  const zeros = `1${'0'.repeat(300_000)}`
  assert.equal(canonicalQuantity(zeros), '1')
  for (const text of ['1e300000001', zeros]) {
    assert.equal(compareQuantities(text, '1'), 1)
    assert.equal(isWhole(text), true)
    const sum = addQuantities(parseQuantity(text), parseQuantity('1'))
    assert.equal(compareQuantities(sum, text), 1)
  }
  assert.equal(canonicalQuantity('1e-300000001'), '1e-9')
})
