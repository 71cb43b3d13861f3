export const multipartType = 'multipart/form-data; boundary=edge';

export function field(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
}

export function fieldOf([name, value]: readonly [string, string]): string {
  return field(name, value);
}

export function multipart(...parts: string[]): string {
  return `${parts.map((part) => `--edge\r\n${part}\r\n`).join('')}--edge--\r\n`;
}
