export { civilDate, dayMs, dayNumber, weekdayOf } from './calendar.ts';
export { type CompiledTariff, compileTariff } from './compile.ts';
export { deepestFall, type Fall } from './falls.ts';
export { lintTariff, type TariffFault, type UnreachableWhy, type WeekTime } from './lint.ts';
export * from './model.ts';
export { priceStay } from './price.ts';
