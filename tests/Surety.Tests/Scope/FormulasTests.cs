using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Scope;

/// <summary>Named values that are worked out of others, and formulas in clauses.</summary>
public sealed class FormulasTests
{
    static AgreementFile.Parsed Parse(string values, string target = "at least 1 %") => AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes($"""
        surety: 1
        agreement: a
        parties:
          provider:
            name: North
          customer:
            name: Acme
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          values:
            {string.Join("\n    ", values.Split(" // "))}
        metrics:
          up:
            measures: availability
            observed by: outages
        service levels:
          up:
            metric: up
            per: month
            target: {target}
        """));

    static Quantity Value(string values, string name = "x") => Parse(values).Agreement!.Scope.Values.Single(v => v.Name == name).Value;

    [Theory]
    [InlineData("x: 99.95 % - 0.05 %", "99.9 %")]
    [InlineData("x: 1 % + 2 % * 3", "7 %")]
    [InlineData("x: (1 % + 2 %) * 3", "9 %")]
    [InlineData("x: 10 - 4 - 3", "3")]
    [InlineData("x: 100 / 4 / 5", "5")]
    [InlineData("x: 10 % of 4 h", "24 min")]
    [InlineData("x: 10 % of 40", "4")]
    [InlineData("x: 10 % * 4", "40 %")]
    [InlineData("x: 50 % of 50 %", "25 %")]
    [InlineData("x: 4 h / 30 min", "8")]
    [InlineData("x: 4 h - 30 min", "3 h 30 min")]
    [InlineData("x: EUR 100.00 * 1.5", "EUR 150.00")]
    [InlineData("x: 25 % of EUR 10.00 + EUR 1.00", "EUR 3.50")]
    [InlineData("x: the lower of 3 and 2", "2")]
    [InlineData("x: the higher of 3 and the lower of 5 and 4", "4")]
    [InlineData("x: 100 % - the gap // gap: (2 * 0.25 %)", "99.5 %")]
    [InlineData("a: 4 // x: a * a", "16")]
    public void A_formula_is_worked_out_exactly(string values, string result)
    {
        Value(values).ShouldSatisfyAllConditions(v => Words(v).ShouldBe(result), v => v.Why!.AddsUp().ShouldBeTrue());
    }

    static string Words(Quantity value) => value switch
    {
        Quantity.Percent percent => percent.Value.ToString(),
        Quantity.Number number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Quantity.Amount money => money.Value.ToString(),
        Quantity.Time time => time.Value.ToString()!,
        Quantity.Ratio ratio => $"{ratio.Value} {ratio.Unit}",
    };

    [Fact]
    public void What_digits_cannot_write_stays_a_fraction() => Words(Value("x: 1 / 3")).ShouldBe("1/3 Number");

    [Fact]
    public void A_third_three_times_is_a_whole() => Words(Value("third: 1 / 3 // x: third * 3")).ShouldBe("1");

    [Theory]
    [InlineData("x: 1 % + 1 h", "formula.units", 13, 12)]
    [InlineData("x: 1 h * 1 h", "formula.units", 13, 12)]
    [InlineData("x: EUR 1.00 + USD 1.00", "formula.units", 13, 17)]
    [InlineData("x: 1 h / 1 %", "formula.units", 13, 12)]
    [InlineData("x: 4 / (2 - 2)", "formula.zero", 13, 10)]
    [InlineData("x: 2 days * 2", "formula.kind", 13, 8)]
    [InlineData("x: 4 business hours * 2", "formula.kind", 13, 8)]
    [InlineData("x: EUR 1000000000.00 * 1001", "formula.size", 13, 8)]
    [InlineData("x: EUR 1.00 - EUR 2.00", "formula.negative", 13, 8)]
    [InlineData("x: 1 % - 2 %", "formula.negative", 13, 8)]
    [InlineData("x: y // y: x", "value.circle", 14, 8)]
    [InlineData("x: x + 1", "value.circle", 13, 8)]
    [InlineData("x: (1 + 2", "phrase.unexpected", 13, 14)]
    public void What_cannot_be_worked_out_is_refused_at_its_place(string values, string code, int line, int column)
    {
        var problem = Parse(values).Problems.First(p => p.Code == code);

        (problem.Severity, problem.At.Line, problem.At.Column).ShouldBe((Severity.Error, line, column));
    }

    /// <summary>Numbers and signs, and what they come to when somebody works them out from left to right by the rules of school.</summary>
    static Gen<(string Text, Rational? Value)> Formula(int depth) => depth == 0
        ? Gen.Choose(0, 12).Select(n => (n.ToString(System.Globalization.CultureInfo.InvariantCulture), (Rational?)n))
        : from left in Formula(depth - 1)
          from sign in Gen.Elements('+', '-', '*', '/', '<', '>')
          from right in Formula(depth - 1)
          select sign switch
          {
              '<' => ($"(the lower of {left.Text} and {right.Text})", left.Value is { } a && right.Value is { } b ? a <= b ? a : b : null),
              '>' => ($"(the higher of {left.Text} and {right.Text})", left.Value is { } a && right.Value is { } b ? a <= b ? b : a : null),
              _ => ($"({left.Text} {sign} {right.Text})", Worked(left.Value, sign, right.Value)),
          };

    static Rational? Worked(Rational? left, char sign, Rational? right) => (left, right) is ({ } a, { } b) ? sign switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => b.Sign == 0 ? null : a / b } : null;

    [Fact]
    public void Any_formula_comes_to_what_school_makes_of_it_and_adds_up() => Prop.ForAll(Formula(3).ToArbitrary(), formula =>
    {
        var parsed = Parse($"x: {formula.Text}");

        if (formula.Value is not { } expected)
        {
            parsed.Problems.Select(p => p.Code).ShouldContain("formula.zero", formula.Text);
            return;
        }
        var value = parsed.Agreement!.Scope.Values.Single().Value;
        (value switch { Quantity.Number number => number.Value, Quantity.Ratio ratio => ratio.Value, _ => (Rational?)null }).ShouldBe(expected, formula.Text);
        value.Why!.Value.Exact.ShouldBe(expected);
        value.Why.AddsUp().ShouldBeTrue(formula.Text);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_formula_in_a_target_is_opened_by_its_verdict()
    {
        var target = Parse("promise: 99.95 %", "at least (the promise - 0.05 %)").Agreement!.Level("up")!.Targets[0].Target;

        var range = LevelVerdict.RangeOf(target)!;
        (range.Words, range.Low!.Value.Value).ShouldBe(("at least (the promise - 0.05 %)", Rational.Of(999, 1000)));
        var why = range.Worked.ShouldHaveSingleItem();
        (why.How, why.Value).ShouldBe((Follows.Difference, new Figure.Share(Rational.Of(999, 1000))));
        why.Parts.Select(p => p.Sentence).ShouldBe(["the promise", "0.05 %"]);
    }

    [Fact]
    public void Deep_and_long_formulas_and_chains_are_refused_and_do_no_harm()
    {
        Parse($"x: {new string('(', 50_000)}1{new string(')', 50_000)}").Problems.Select(p => p.Code).ShouldContain("formula.long");
        Parse($"x: {string.Join(" + ", Enumerable.Repeat("1", 5_000))}").Problems.Select(p => p.Code).ShouldContain("formula.long");
        Parse(string.Join(" // ", Enumerable.Range(0, 3_000).Select(i => $"v{i}: v{i + 1} + 1").Append("v3000: 1"))).Problems.Select(p => p.Code).ShouldContain("value.deep");
        Parse(string.Join(" // ", Enumerable.Range(1, 500).Select(i => $"v{i}: v{i - 1} + 1").Prepend("v0: 1").Append("x: v500"))).Agreement.ShouldNotBeNull();
    }
}
