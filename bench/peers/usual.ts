// The usual way: Apollo Server, type-graphql and TypeORM's `find` with relations, as tutorials have it.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { DateTimeISOResolver } from 'graphql-scalars';
import {
  Arg,
  buildSchema,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import {
  Column,
  CreateDateColumn,
  DataSource,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';

enum SmtpSecurity {
  NONE = 'NONE',
  STARTTLS = 'STARTTLS',
  IMPLICIT_TLS = 'IMPLICIT_TLS',
}
enum Channel {
  MARKETING = 'MARKETING',
  TRANSACTIONAL = 'TRANSACTIONAL',
  AUTO_RESPONDER = 'AUTO_RESPONDER',
}
const channelOrder = Object.values(Channel);
registerEnumType(SmtpSecurity, { name: 'SmtpSecurity' });
registerEnumType(Channel, { name: 'Channel' });

@ObjectType()
class SmtpSettings {
  @Field(() => String)
  @Column({ name: 'smtp_host', type: 'varchar' })
  host!: string;

  @Field(() => Int)
  @Column({ name: 'smtp_port', type: 'smallint' })
  port!: number;

  @Field(() => SmtpSecurity)
  @Column({ name: 'smtp_security', type: 'enum', enum: SmtpSecurity })
  security!: SmtpSecurity;

  @Field(() => Int)
  @Column({ name: 'smtp_timeout_seconds', type: 'int' })
  timeoutSeconds!: number;

  @Field(() => Boolean)
  @Column({ name: 'smtp_auth_required', type: 'boolean' })
  authRequired!: boolean;

  @Field(() => String, { nullable: true })
  @Column({ name: 'smtp_username', type: 'varchar', nullable: true })
  username!: string | null;
}

@ObjectType()
class DomainSettings {
  @Field(() => String)
  @Column({ name: 'link_tracking_domain', type: 'varchar' })
  linkTracking!: string;

  @Field(() => String)
  @Column({ name: 'open_tracking_domain', type: 'varchar' })
  openTracking!: string;
}

@ObjectType()
@Entity('user_groups')
class UserGroup {
  @PrimaryGeneratedColumn({ name: 'id', type: 'int' })
  legacyId!: number;

  @Field(() => ID)
  get id(): string {
    return `ug_${this.legacyId}`;
  }

  @Field(() => String)
  @Column({ type: 'varchar' })
  name!: string;
}

@ObjectType()
@Entity('delivery_servers')
class DeliveryServer {
  @Field(() => Int)
  @PrimaryGeneratedColumn({ name: 'id', type: 'int' })
  legacyId!: number;

  @Field(() => ID)
  get id(): string {
    return `ds_${this.legacyId}`;
  }

  @Field(() => Int)
  @VersionColumn()
  version!: number;

  @Field(() => String)
  @Column({ type: 'varchar' })
  name!: string;

  @Field(() => SmtpSettings)
  @Column(() => SmtpSettings, { prefix: false })
  smtp!: SmtpSettings;

  @Field(() => DomainSettings)
  @Column(() => DomainSettings, { prefix: false })
  domains!: DomainSettings;

  @Field(() => DateTimeISOResolver)
  @CreateDateColumn({ name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Field(() => DateTimeISOResolver)
  @UpdateDateColumn({ name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  @OneToMany(
    () => ChannelRow,
    (row) => row.deliveryServer,
  )
  channelRows!: ChannelRow[];
}

@Entity('channel_assignments')
class ChannelRow {
  @PrimaryColumn({ name: 'user_group_id', type: 'int' })
  userGroupId!: number;

  @PrimaryColumn({ type: 'enum', enum: Channel })
  channel!: Channel;

  @ManyToOne(() => UserGroup)
  @JoinColumn({ name: 'user_group_id' })
  userGroup!: UserGroup;

  @ManyToOne(
    () => DeliveryServer,
    (server) => server.channelRows,
  )
  @JoinColumn({ name: 'delivery_server_id' })
  deliveryServer!: DeliveryServer;
}

@Entity('api_keys')
class ApiKey {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'key_hash', type: 'binary', length: 32 })
  keyHash!: Buffer;

  @Column({ name: 'revoked_at', type: 'datetime', nullable: true })
  revokedAt!: Date | null;
}

@ObjectType()
class ChannelAssignment {
  @Field(() => UserGroup)
  userGroup!: UserGroup;

  @Field(() => [Channel])
  channels!: Channel[];
}

@ObjectType()
class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;
}

@ObjectType()
class DeliveryServerConnection {
  @Field(() => [DeliveryServer])
  nodes!: DeliveryServer[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@InputType()
class SmtpSettingsPatch {
  @Field(() => Int, { nullable: true })
  timeoutSeconds?: number;

  @Field(() => String, { nullable: true })
  username?: string;
}

@InputType()
class DeliveryServerUpdateInput {
  @Field(() => ID)
  id!: string;

  @Field(() => SmtpSettingsPatch, { nullable: true })
  smtp?: SmtpSettingsPatch;
}

@ObjectType()
class UserError {
  @Field(() => [String], { nullable: true })
  field!: string[] | null;

  @Field(() => String)
  code!: string;
}

@ObjectType()
class DeliveryServerUpdatePayload {
  @Field(() => DeliveryServer, { nullable: true })
  deliveryServer!: DeliveryServer | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

const dataSource = new DataSource({
  type: 'mariadb',
  url: process.env.DATABASE_URL as string,
  timezone: 'Z',
  entities: [ApiKey, ChannelRow, DeliveryServer, UserGroup],
  extra: { connectionLimit: 20 },
});
const deliveryServers = dataSource.getRepository(DeliveryServer);
const apiKeys = dataSource.getRepository(ApiKey);

@Resolver(() => DeliveryServer)
class DeliveryServerResolver {
  @Query(() => DeliveryServer, { nullable: true })
  deliveryServer(@Arg('id', () => ID) id: string): Promise<DeliveryServer | null> {
    return deliveryServers.findOneBy({ legacyId: rowIdOf(id) });
  }

  @Query(() => DeliveryServerConnection)
  async deliveryServers(@Arg('first', () => Int) first: number): Promise<DeliveryServerConnection> {
    const found = await deliveryServers.find({
      relations: { channelRows: { userGroup: true } },
      // Not by the relation as well: `take` would then count its rows.
      order: { name: 'ASC', legacyId: 'ASC' },
      take: first + 1,
    });
    return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first } };
  }

  @FieldResolver(() => [ChannelAssignment])
  assignments(@Root() { channelRows }: DeliveryServer): ChannelAssignment[] {
    const assignments = new Map<number, ChannelAssignment>();
    const inOrder = channelRows.toSorted(
      (one, other) =>
        one.userGroupId - other.userGroupId ||
        channelOrder.indexOf(one.channel) - channelOrder.indexOf(other.channel),
    );
    for (const { userGroup, channel } of inOrder) {
      const known = assignments.get(userGroup.legacyId);
      if (known) known.channels.push(channel);
      else assignments.set(userGroup.legacyId, { userGroup, channels: [channel] });
    }
    return [...assignments.values()];
  }

  @Mutation(() => DeliveryServerUpdatePayload)
  async deliveryServerUpdate(
    @Arg('input', () => DeliveryServerUpdateInput) { id, smtp }: DeliveryServerUpdateInput,
  ): Promise<DeliveryServerUpdatePayload> {
    const server = await deliveryServers.findOneByOrFail({ legacyId: rowIdOf(id) });
    Object.assign(server.smtp, smtp);
    return { deliveryServer: await deliveryServers.save(server), userErrors: [] };
  }
}

function rowIdOf(id: string): number {
  return Number(id.replace(/^ds_/, ''));
}

/** The key is looked up for every request. */
async function isKnownKey(authorization: string | undefined): Promise<boolean> {
  if (!authorization?.startsWith('Bearer ')) return false;
  const keyHash = createHash('sha256').update(authorization.slice(7)).digest();
  const key = await apiKeys.findOneBy({ keyHash });
  return key !== null && key.revokedAt === null;
}

await dataSource.initialize();
const apollo = new ApolloServer({ schema: await buildSchema({ resolvers: [DeliveryServerResolver] }) });
await apollo.start();
const app = express();
app.use(async (request, response, next) => {
  if (await isKnownKey(request.headers.authorization)) next();
  else response.status(401).json({ error: 'The API key is not valid.' });
});
app.use('/graphql', express.json(), expressMiddleware(apollo));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
