// A NestJS application that does the same work with MikroORM on SQLite. Decorators are applied by hand: the code runs as it is.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineEntity, MikroORM, p } from '@mikro-orm/core';
import { NodeSqliteDialect, SqliteDriver } from '@mikro-orm/sql';
import { Controller, ForbiddenException, Get, Inject, Injectable, Module, NotFoundException, Param, ParseIntPipe, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import helmet from 'helmet';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import pino from 'pino';
import pinoHttp from 'pino-http';

const Subject = defineEntity({ name: 'Subject', tableName: 'subject', properties: {
  id: p.integer().primary(), name: p.string(), code: p.string(), description: p.text().nullable(), department: () => p.manyToOne(Department).nullable(),
  credits: p.float().nullable(), credits_max: p.float().nullable(), created_at: p.string(), updated_at: p.string(), version: p.integer(),
} });
const Department = defineEntity({ name: 'Department', tableName: 'department', properties: { id: p.integer().primary(), name: p.string() } });
const orm = await MikroORM.init({ driver: SqliteDriver, dbName: process.env.BENCH_DATABASE, driverOptions: new NodeSqliteDialect(process.env.BENCH_DATABASE), entities: [Subject, Department] });

const jwks = createLocalJWKSet(JSON.parse(readFileSync(process.env.BENCH_JWKS, 'utf8')));
const verified = new LRUCache({ max: 10_000 });

class TokenGuard {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    if (!token) throw new UnauthorizedException();
    const key = createHash('sha256').update(token).digest('base64url');
    let claims = verified.get(key);
    if (!claims || claims.exp * 1000 < Date.now()) {
      claims = (await jwtVerify(token, jwks, { issuer: 'aurora', audience: 'aurora' })).payload;
      verified.set(key, claims);
    }
    if (!/\b(?:subject:read|admin)\b/.test(claims.scope)) throw new ForbiddenException();
    return true;
  }
}
Injectable()(TokenGuard);

class Subjects {
  async find(id) {
    const subject = await orm.em.fork().findOne(Subject, { id }, { populate: ['department'] });
    if (!subject) throw new NotFoundException();
    const { department, ...fields } = subject;
    return { ...fields, department_id: department?.id ?? null, department: department?.name ?? null };
  }
}
Injectable()(Subjects);

class SubjectsController {
  constructor(subjects) { this.subjects = subjects; }
  get(id) { return this.subjects.find(id); }
}
const get = Object.getOwnPropertyDescriptor(SubjectsController.prototype, 'get');
Inject(Subjects)(SubjectsController, undefined, 0);
Param('id', ParseIntPipe)(SubjectsController.prototype, 'get', 0);
Get(':id')(SubjectsController.prototype, 'get', get);
UseGuards(TokenGuard)(SubjectsController.prototype, 'get', get);
Controller('api/v1/subjects')(SubjectsController);

class AppModule {}
Module({ controllers: [SubjectsController], providers: [Subjects, TokenGuard] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
app.use(helmet());
app.use(pinoHttp({ logger: pino({}, pino.destination({ fd: 1, sync: false, minLength: 4096 })) }));
await app.listen(Number(process.env.PORT), '127.0.0.1');
process.send?.('ready');
