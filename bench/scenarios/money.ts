/** Amounts are whole cents throughout; these write them the way each trade does. */
function grouped(cents: number, thousands: string, decimal: string): string {
  const whole = Math.trunc(cents / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${whole}${decimal}${(cents % 100).toString().padStart(2, '0')}`;
}

export const eurGerman = (cents: number): string => `${grouped(cents, '.', ',')} EUR`;
export const usd = (cents: number): string => `$${grouped(cents, ',', '.')}`;
export const gbp = (cents: number): string => `£${grouped(cents, ',', '.')}`;
export const chf = (cents: number): string => `CHF ${grouped(cents, "'", '.')}`;
/** The plain number a JSON response carries. */
export const plain = (cents: number): number => cents / 100;
