import type { MigrationInterface, QueryRunner } from 'typeorm';

const table = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const checkStatus = "ENUM('NOT_CHECKED', 'PASS', 'FAIL') NOT NULL DEFAULT 'NOT_CHECKED'";

// The server commits each statement by itself: a start that was killed half way finds some of the tables there.
export class CreateTables1763800000000 implements MigrationInterface {
  name = 'CreateTables1763800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS delivery_servers (
        id INT NOT NULL AUTO_INCREMENT,
        version INT NOT NULL DEFAULT 1,
        name VARCHAR(255) NOT NULL,
        smtp_host VARCHAR(255) NOT NULL,
        smtp_port SMALLINT UNSIGNED NOT NULL,
        smtp_security ENUM('NONE', 'STARTTLS', 'IMPLICIT_TLS') NOT NULL,
        smtp_timeout_seconds INT NOT NULL,
        smtp_auth_required TINYINT(1) NOT NULL,
        smtp_username VARCHAR(512) NULL,
        smtp_password_sealed MEDIUMBLOB NULL,
        smtp_password_updated_at DATETIME(3) NULL,
        link_tracking_domain VARCHAR(255) NOT NULL,
        open_tracking_domain VARCHAR(255) NOT NULL,
        mail_from VARCHAR(320) NOT NULL,
        enforced_from VARCHAR(320) NULL,
        use_sender_info_as_mail_from TINYINT(1) NOT NULL DEFAULT 0,
        use_sender_info_as_from TINYINT(1) NOT NULL DEFAULT 0,
        sender_rotation_enabled TINYINT(1) NOT NULL DEFAULT 0,
        sender_rotation_settings MEDIUMTEXT NULL,
        check_email_delivery ${checkStatus},
        check_spf ${checkStatus},
        check_dkim ${checkStatus},
        check_dmarc ${checkStatus},
        check_sender_domain ${checkStatus},
        check_link_domain ${checkStatus},
        check_open_domain ${checkStatus},
        check_last_checked_at DATETIME(3) NULL,
        check_source ENUM('MEASURED', 'REPORTED') NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        KEY delivery_servers_by_name (name),
        KEY delivery_servers_by_creation (created_at),
        KEY delivery_servers_by_update (updated_at),
        KEY delivery_servers_by_check (check_last_checked_at)
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS user_groups (
        id INT NOT NULL AUTO_INCREMENT,
        version INT NOT NULL DEFAULT 1,
        name VARCHAR(255) NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        KEY user_groups_by_name (name)
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS channel_assignments (
        user_group_id INT NOT NULL,
        channel ENUM('MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER') NOT NULL,
        delivery_server_id INT NOT NULL,
        PRIMARY KEY (user_group_id, channel),
        KEY channel_assignments_by_server (delivery_server_id),
        CONSTRAINT channel_assignments_group FOREIGN KEY (user_group_id)
          REFERENCES user_groups (id) ON DELETE CASCADE ON UPDATE NO ACTION,
        CONSTRAINT channel_assignments_server FOREIGN KEY (delivery_server_id)
          REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS admins (
        id INT NOT NULL AUTO_INCREMENT,
        username VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        password_hash VARCHAR(255) NOT NULL,
        first_name VARCHAR(255) NOT NULL DEFAULT '',
        last_name VARCHAR(255) NOT NULL DEFAULT '',
        email_address VARCHAR(320) NOT NULL DEFAULT '',
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY admins_by_username (username)
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS api_keys (
        id INT NOT NULL AUTO_INCREMENT,
        name VARCHAR(255) NOT NULL,
        key_hash BINARY(32) NOT NULL,
        scopes SET('READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN') NOT NULL,
        origin ENUM('CREATED', 'ENVIRONMENT') NOT NULL DEFAULT 'CREATED',
        expires_at DATETIME(3) NULL,
        last_used_at DATETIME(3) NULL,
        revoked_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY api_keys_by_hash (key_hash)
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS sessions (
        id INT NOT NULL AUTO_INCREMENT,
        token_hash BINARY(32) NOT NULL,
        admin_id INT NULL,
        api_key_id INT NULL,
        expires_at DATETIME(3) NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY sessions_by_hash (token_hash),
        KEY sessions_by_admin (admin_id),
        KEY sessions_by_api_key (api_key_id),
        KEY sessions_by_expiry (expires_at),
        CONSTRAINT sessions_admin FOREIGN KEY (admin_id)
          REFERENCES admins (id) ON DELETE CASCADE ON UPDATE NO ACTION,
        CONSTRAINT sessions_api_key FOREIGN KEY (api_key_id)
          REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE NO ACTION
      ) ${table}`);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS legacy_usage (
        command VARCHAR(64) NOT NULL,
        credential_kind ENUM('API_KEY', 'ADMINISTRATOR') NOT NULL,
        credential_id INT NOT NULL,
        credential_name VARCHAR(255) NOT NULL,
        uses BIGINT NOT NULL,
        first_used_at DATETIME(3) NOT NULL,
        last_used_at DATETIME(3) NOT NULL,
        PRIMARY KEY (command, credential_kind, credential_id)
      ) ${table}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of [
      'legacy_usage',
      'sessions',
      'api_keys',
      'admins',
      'channel_assignments',
      'user_groups',
      'delivery_servers',
    ]) {
      await queryRunner.query(`DROP TABLE IF EXISTS ${name}`);
    }
  }
}
