"""How any form is drawn: errors first, hint before the field, error after it, nothing lost."""

from typing import Any

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

from tests.marketplace.drawing import draw


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


class OrderForm(forms.Form):
    target = forms.DecimalField(label="Target", help_text="From which value it is accepted", max_value=37)
    verifier = forms.ChoiceField(
        label="Who measures", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Remarks", required=False)
    no_secret = forms.BooleanField(label="No secret", required=False)
    key = forms.CharField(widget=forms.HiddenInput, initial="k")

    def clean(self) -> dict[str, Any]:
        if self.data.get("note") == "bad":
            raise forms.ValidationError("The whole does not fit.")
        return self.cleaned_data


GOOD = {"target": "20", "verifier": "a", "key": "k"}


def test_a_good_form_has_no_summary() -> None:
    assert draw("{% form_errors form %}", form=OrderForm(GOOD)) == ""
    assert draw("{% form_errors form %}", form=OrderForm()) == ""


def test_the_summary_comes_focused_with_links_to_the_fields() -> None:
    drawn = draw("{% form_errors form %}", form=OrderForm({"target": "45", "note": "bad", "key": "k"}))

    assert 'role="alert" tabindex="-1" autofocus' in drawn
    assert "Places to mend: 3" in drawn
    assert 'href="#id_target">Target: ' in drawn
    assert 'href="#id_verifier_0">Who measures: This field is required.' in drawn
    assert "<li>The whole does not fit.</li>" in drawn


def test_a_hidden_field_in_error_is_named_without_a_link() -> None:
    drawn = draw("{% form_errors form %}", form=OrderForm({**GOOD, "key": ""}))

    assert "<li>Key: This field is required.</li>" in drawn


def test_hint_comes_before_the_control_and_the_error_after_it() -> None:
    drawn = draw("{% form_field form.target %}", form=OrderForm({**GOOD, "target": "45"}))

    order = [drawn.index(text) for text in ("<label", "id_target_helptext", "<input", 'id="id_target_error"')]
    assert order == sorted(order)
    assert 'aria-describedby="id_target_helptext id_target_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    drawn = draw("{% form_field form.verifier %}", form=OrderForm({**GOOD, "verifier": ""}))

    assert drawn.startswith(
        '<fieldset class="ds-fieldset" id="id_verifier" aria-describedby="id_verifier_error">'
    )
    assert drawn.count('type="radio"') == 2
    assert drawn.count('aria-invalid="true"') == 2
    assert '<label class="ds-label" data-weight="regular" for="id_verifier_1">B</label>' in drawn


def test_only_the_optional_is_marked() -> None:
    drawn = draw("{% form_fields form %}", form=OrderForm())

    assert drawn.count("(optional)") == 1
    assert "placeholder" not in drawn
    assert "(optional)" not in draw("{% form_fields form mark_optional=False %}", form=OrderForm())


def test_what_was_typed_is_kept() -> None:
    assert 'value="45"' in draw("{% form_fields form %}", form=OrderForm({**GOOD, "target": "45"}))


def test_hidden_fields_come_once_however_often_the_form_is_drawn() -> None:
    form = OrderForm()
    drawn = draw(
        "{% form_fields form only='target' %}{% form_fields form but='target' legend='Rest' %}", form=form
    )

    assert drawn.count('name="key"') == 1
    assert drawn.count('name="target"') == 1
    assert "<legend>Rest</legend>" in drawn


def test_rows_have_visible_labels_and_can_be_added_without_a_script() -> None:
    rows = forms.formset_factory(OrderForm, extra=1, can_delete=True)(initial=[{"target": 20}], prefix="m")
    drawn = draw("{% formset rows row='Milestone' add_name='add_row' %}", rows=rows)

    assert 'name="m-TOTAL_FORMS"' in drawn
    assert "<legend>Milestone 1</legend>" in drawn
    assert drawn.count('for="id_m-0-target"') == 1
    assert drawn.count('name="m-0-DELETE"') == 1
    assert 'name="m-1-DELETE"' not in drawn
    assert 'type="submit" name="add_row"' in drawn


def test_filters_work_as_a_plain_address() -> None:
    class Filters(forms.Form):
        q = forms.CharField(label="Words", required=False)

    drawn = draw(
        "{% filters form %}", form=Filters({"q": "x"}), request=RequestFactory().get("/vi/listings/?q=x")
    )

    assert 'method="get"' in drawn
    assert 'href="/vi/listings/">Clear all</a>' in drawn
    assert "(1)" in drawn
