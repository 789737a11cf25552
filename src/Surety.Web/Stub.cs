#pragma warning disable CS1591
using Surety.Storage.Records;
namespace Surety.Storage.People;
public enum Permission { Read, Facts, Manage, Sign, Own }
public sealed record Caller(string Party, string Name) { public bool May(Permission p) => true; }
public readonly record struct Access(string Party) { public static Access Of(string p) => new(p); }
public static class StubExtensions { public static Task<Reading> LookAsync(this Store s, Access a, CancellationToken c) => s.LookAsync(c); }
