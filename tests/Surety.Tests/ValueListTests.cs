using Shouldly;
using Xunit;

namespace Surety.Tests;

public sealed class ValueListTests
{
    [Fact]
    public void Lists_with_equal_items_are_equal()
    {
        ValueList<int> one = [1, 2];
        ValueList<int> other = [1, 2];

        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
        one.ShouldNotBe<ValueList<int>>([2, 1]);
        default(ValueList<int>).ShouldBe<ValueList<int>>([]);
    }
}
