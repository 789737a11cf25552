using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Changes;
using Xunit;

namespace Surety.Tests.Changes;

public sealed class AmendmentTests
{
    const string Text =
        """
        surety: 1
        agreement: hosting
        title: Hosting
        parties:
          provider:
            name: Alder
          customer:
            name: Brook
        # For a year.
        term:
          from: 2026-01-01
          to: 2026-12-31 # then we talk
          time zone: Europe/Berlin

        """;

    static string Amended(string text, int version, LocalDate effective, LocalDate? to, params Layer[] layers) =>
        Amendment.Of("a.yaml", text, layers.ToValueList(), version, effective, to) is Result<string>.Ok { Value: var amended } ? amended : throw new InvalidOperationException(((Result<string>.Refused)Amendment.Of("a.yaml", text, layers.ToValueList(), version, effective, to)).Problems[0].ToString());

    [Fact]
    public void Number_first_day_and_end_change_and_nothing_else() =>
        Amended(Text, 2, new(2027, 1, 1), new(2027, 12, 31)).ShouldBe(Text.Replace("title: Hosting\n", "title: Hosting\nversion: 2\neffective: 2027-01-01\n", StringComparison.Ordinal).Replace("to: 2026-12-31", "to: 2027-12-31", StringComparison.Ordinal));

    [Fact]
    public void An_amendment_of_an_amendment_stands_in_the_same_lines()
    {
        var second = Amended(Text, 2, new(2027, 1, 1), new(2027, 12, 31));

        Amended(second, 3, new(2028, 1, 1), new(2028, 12, 31)).ShouldBe(second.Replace("version: 2", "version: 3", StringComparison.Ordinal).Replace("2027-01-01", "2028-01-01", StringComparison.Ordinal).Replace("2027-12-31", "2028-12-31", StringComparison.Ordinal));
    }

    [Fact]
    public void An_end_that_stands_in_a_layer_is_said_above_it()
    {
        var terms = Layer.Parse("terms.yaml", Encoding.UTF8.GetBytes("surety: 1\nterms: yearly\nversion: 1\nterm:\n  from: 2026-01-01\n  to: 2026-12-31\n  time zone: Europe/Berlin\n"))!;
        var text = Text[..Text.IndexOf("# For", StringComparison.Ordinal)] + "uses:\n  - yearly terms 1\n";

        var amended = Amended(text, 2, new(2027, 1, 1), new(2027, 12, 31), terms);

        amended.ShouldEndWith("term:\n  to: 2027-12-31\n");
    }

    [Fact]
    public void What_does_not_hold_then_is_told()
    {
        var outside = Amendment.Of("a.yaml", Text, [], 2, new(2028, 1, 1), null).ShouldBeOfType<Result<string>.Refused>();

        outside.Problems[0].Code.ShouldBe("effective.outside");
    }
}
