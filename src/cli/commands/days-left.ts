/** How long a certificate is still valid, or since when it is not; in whole days, of which one that has begun is missing. */
export function daysLeftText(days: number): string {
  if (days >= 0) return `${daysText(days)} left`;
  return days === -1 ? 'expired today' : `expired ${daysText(-days - 1)} ago`;
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
