/** How the connection to the SMTP server is protected. */
export enum SmtpSecurity {
  NONE = 'NONE',
  STARTTLS = 'STARTTLS',
  IMPLICIT_TLS = 'IMPLICIT_TLS',
}
