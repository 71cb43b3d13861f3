import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Scope } from '../../caller/scope.js';
import { CredentialOrigin } from '../credential-origin.js';

@Entity({ name: 'api_keys' })
@Index('api_keys_by_hash', ['keyHash'], { unique: true })
@Index('api_keys_by_replaced', ['replacesId'])
export class ApiKeyEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'int', default: 1 })
  version!: number;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  /** SHA-256 of the key: binary, so that the database compares it byte by byte. */
  @Column({ name: 'key_hash', type: 'binary', length: 32 })
  keyHash!: Buffer;

  @Column({ type: 'set', enum: Scope })
  scopes!: Scope[];

  /** The only delivery servers that it sees have this tag; null for all. */
  @Column({ type: 'varchar', length: 50, nullable: true, collation: 'utf8mb4_bin', charset: 'utf8mb4' })
  tag!: string | null;

  /** A list of networks as JSON; null for everywhere. */
  @Column({ type: 'text', nullable: true })
  networks!: string | null;

  @Column({ type: 'enum', enum: CredentialOrigin, default: CredentialOrigin.CREATED })
  origin!: CredentialOrigin;

  /** The key in whose place it was made. */
  @Column({ name: 'replaces_id', type: 'int', nullable: true })
  replacesId!: number | null;

  @Column({ name: 'expires_at', type: 'datetime', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'datetime', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'datetime', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
