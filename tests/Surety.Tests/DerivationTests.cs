using Shouldly;
using Xunit;

namespace Surety.Tests;

public sealed class DerivationTests
{
    static Reason Of(int value) => new("so many", new Figure.Count(value), Follows.Given);

    [Fact]
    public void A_reason_is_put_together_when_somebody_asks_and_then_kept()
    {
        var times = 0;
        var derivation = new Surety.Derivation(() => Of(++times));
        times.ShouldBe(0);

        var first = derivation.Reason;

        first.ShouldBe(Of(1));
        derivation.Reason.ShouldBeSameAs(first);
        times.ShouldBe(1);
    }

    [Fact]
    public void Derivations_are_equal_if_their_reasons_are()
    {
        new Surety.Derivation(() => Of(2)).ShouldBe(new Surety.Derivation(() => Of(2)));
        new Surety.Derivation(() => Of(2)).ShouldNotBe(new Surety.Derivation(() => Of(3)));
    }

    [Fact]
    public void Hashing_opens_nothing() => new Surety.Derivation(() => throw new InvalidOperationException()).GetHashCode().ShouldBe(new Surety.Derivation(() => Of(1)).GetHashCode());
}
