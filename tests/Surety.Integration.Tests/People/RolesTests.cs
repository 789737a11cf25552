using Shouldly;
using Surety.Storage.People;
using Xunit;

namespace Surety.Integration.Tests.People;

public sealed class RolesTests
{
    [Fact]
    public void The_table_of_the_guide_says_what_each_role_and_each_scope_may_do()
    {
        var lines = File.ReadAllLines(Shared.Own("docs/guide/api.md"));
        var begin = Array.FindIndex(lines, l => l.StartsWith("| may | scope of a key |", StringComparison.Ordinal));

        var told = lines.Skip(begin + 2).TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')[2..^1].Select(c => c.Trim()).ToList()).ToList();

        lines[begin].Split('|')[3..^1].Select(c => c.Trim()).ShouldBe(Enum.GetValues<Role>().Select(RoleWords.Of));
        told.ConvertAll(row => string.Join(' ', row.Select(c => c.Length == 0 ? "-" : c))).ShouldBe(Enum.GetValues<Permission>().Select(permission =>
            $"{(RoleWords.ScopeOf(RoleWords.Of(permission)) is null ? "no key: " : "")}`{RoleWords.Of(permission)}` {string.Join(' ', Enum.GetValues<Role>().Select(role => Caller.Of(role).Contains(permission) ? "yes" : "-"))}"));
    }
}
