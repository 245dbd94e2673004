// Made by `npm run generate:tiktok` from the platform OpenAPI in @tts-open-toolkit/cli (MIT). Do not edit.
export interface operations {
    search_sample_content: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    content_format?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            fulfillments?: {
                                content?: {
                                    /** Format: int32 */
                                    comment_count?: number;
                                    /** Format: int64 */
                                    create_time?: number;
                                    description?: string;
                                    format?: string;
                                    id?: string;
                                    /** Format: int32 */
                                    like_count?: number;
                                    /** Format: int64 */
                                    live_end_time?: number;
                                    page_link?: string;
                                    /** Format: int32 */
                                    paid_order_count?: number;
                                    url?: string;
                                    /** Format: int32 */
                                    view_count?: number;
                                };
                                product?: {
                                    id?: string;
                                    main_image_url?: string;
                                };
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    read_messages: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            has_more?: boolean;
                            messages?: {
                                conversation_index?: string;
                                message_body?: {
                                    content?: string;
                                    conversation_id?: string;
                                    /** Format: int64 */
                                    create_time?: number;
                                    id?: string;
                                    sender_id?: string;
                                    type?: string;
                                };
                            }[];
                            next_page_token?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    send_message: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    content?: string;
                    msg_type?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            message_id?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    review_sample_application: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reject_reason?: string;
                    review_result?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    open_conversation: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_open_id?: string;
                    only_need_conversation_id?: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            avatar?: string;
                            conversation_id?: string;
                            creator_im_id?: string;
                            is_new?: boolean;
                            /** Format: int64 */
                            unread_count?: number;
                            username?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_sample_applications: {
        parameters: {
            query?: {
                page_size?: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_user_oepn_id?: string;
                    order_id?: string;
                    product_id?: string;
                    status?: string;
                    target_collabration_id?: string;
                    title?: string;
                    username?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            sample_applications?: {
                                /** Format: int64 */
                                approve_expiration_time?: number;
                                /** Format: int32 */
                                available_quantity?: number;
                                commission_rate?: string;
                                creator?: {
                                    avatar_url?: string;
                                    /** Format: int32 */
                                    content_count?: number;
                                    creator_open_id?: string;
                                    /** Format: int32 */
                                    ec_video_view?: number;
                                    /** Format: int64 */
                                    follower_count?: number;
                                    fulfillment_percentage?: string;
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    nickname?: string;
                                    username?: string;
                                };
                                disapprovable_reasons?: string[];
                                fulfillment_status?: string;
                                id?: string;
                                is_approvable?: boolean;
                                order_id?: string;
                                partner_name?: string;
                                product?: {
                                    id?: string;
                                    sku_id?: string;
                                    sku_image_url?: string;
                                    sku_name?: string;
                                    title?: string;
                                };
                                /** Format: int64 */
                                shipment_expiration_time?: number;
                                status?: string;
                                tracking_number?: string;
                            }[];
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_authorized_shops: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            shops?: {
                                cipher?: string;
                                code?: string;
                                id?: string;
                                name?: string;
                                region?: string;
                                seller_type?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    mark_package_shipped: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    order_line_item_ids?: string[];
                    shipping_provider_id?: string;
                    tracking_number?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            order_id?: string;
                            order_line_item_ids?: string[];
                            package_id?: string;
                            warning?: {
                                message?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_shipping_providers: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                delivery_option_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            shipping_providers?: {
                                id?: string;
                                name?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_orders: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    buyer_user_id?: string;
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_lt?: number;
                    is_buyer_request_cancel?: boolean;
                    order_status?: string;
                    shipping_type?: string;
                    /** Format: int64 */
                    update_time_ge?: number;
                    /** Format: int64 */
                    update_time_lt?: number;
                    warehouse_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            orders?: {
                                auto_combine_group_id?: string;
                                buyer_avatar?: string;
                                buyer_email?: string;
                                buyer_message?: string;
                                buyer_nickname?: string;
                                /** Format: int64 */
                                cancel_order_sla_time?: number;
                                cancel_reason?: string;
                                /** Format: int64 */
                                cancel_time?: number;
                                cancellation_initiator?: string;
                                /** Format: int64 */
                                collection_due_time?: number;
                                /** Format: int64 */
                                collection_time?: number;
                                commerce_platform?: string;
                                consultation_id?: string;
                                cpf?: string;
                                cpf_name?: string;
                                /** Format: int64 */
                                create_time?: number;
                                /** Format: int64 */
                                delivery_due_time?: number;
                                delivery_option_id?: string;
                                delivery_option_name?: string;
                                /** Format: int64 */
                                delivery_option_required_delivery_time?: number;
                                /** Format: int64 */
                                delivery_sla_time?: number;
                                /** Format: int64 */
                                delivery_time?: number;
                                delivery_type?: string;
                                exchange_source_order_id?: string;
                                fast_delivery_program?: string;
                                /** Format: int64 */
                                fast_dispatch_sla_time?: number;
                                /** Format: int32 */
                                fulfillment_priority_level?: number;
                                fulfillment_type?: string;
                                handling_duration?: {
                                    days?: string;
                                    type?: string;
                                };
                                has_updated_recipient_address?: boolean;
                                id?: string;
                                is_buyer_request_cancel?: boolean;
                                is_cod?: boolean;
                                is_exchange_order?: boolean;
                                is_on_hold_order?: boolean;
                                is_replacement_order?: boolean;
                                is_sample_order?: boolean;
                                line_items?: {
                                    buyer_service_fee?: string;
                                    cancel_reason?: string;
                                    cancel_user?: string;
                                    combined_listing_skus?: {
                                        product_id?: string;
                                        seller_sku?: string;
                                        /** Format: int32 */
                                        sku_count?: number;
                                        sku_id?: string;
                                    }[];
                                    currency?: string;
                                    display_status?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    gift_retail_price?: string;
                                    handling_duration_days?: string;
                                    id?: string;
                                    is_dangerous_good?: boolean;
                                    is_gift?: boolean;
                                    is_unboxing_item?: boolean;
                                    item_tax?: {
                                        tax_amount?: string;
                                        tax_rate?: string;
                                        tax_type?: string;
                                    }[];
                                    needs_prescription?: boolean;
                                    original_price?: string;
                                    package_id?: string;
                                    package_status?: string;
                                    pfand_fee?: string;
                                    platform_discount?: string;
                                    product_id?: string;
                                    product_name?: string;
                                    retail_delivery_fee?: string;
                                    /** Format: int64 */
                                    rts_time?: number;
                                    sale_price?: string;
                                    seller_discount?: string;
                                    seller_sku?: string;
                                    shipping_provider_id?: string;
                                    shipping_provider_name?: string;
                                    sku_id?: string;
                                    sku_image?: string;
                                    sku_name?: string;
                                    sku_type?: string;
                                    small_order_fee?: string;
                                    tracking_number?: string;
                                    unboxing_sku_code?: string;
                                }[];
                                need_upload_invoice?: string;
                                order_rights?: number[];
                                order_type?: string;
                                packages?: {
                                    id?: string;
                                }[];
                                /** Format: int64 */
                                paid_time?: number;
                                payment?: {
                                    buyer_service_fee?: string;
                                    currency?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    handling_fee?: string;
                                    item_insurance_fee?: string;
                                    item_insurance_tax?: string;
                                    original_shipping_fee?: string;
                                    original_total_product_price?: string;
                                    payment_discount_service_fee?: string;
                                    payment_platform_discount?: string;
                                    platform_discount?: string;
                                    product_tax?: string;
                                    retail_delivery_fee?: string;
                                    seller_discount?: string;
                                    shipping_fee?: string;
                                    shipping_fee_cofunded_discount?: string;
                                    shipping_fee_platform_discount?: string;
                                    shipping_fee_seller_discount?: string;
                                    shipping_fee_tax?: string;
                                    shipping_insurance_fee?: string;
                                    small_order_fee?: string;
                                    sub_total?: string;
                                    tax?: string;
                                    total_amount?: string;
                                };
                                payment_method_name?: string;
                                /** Format: int64 */
                                pick_up_cut_off_time?: number;
                                recipient_address?: {
                                    address_detail?: string;
                                    address_line1?: string;
                                    address_line2?: string;
                                    address_line3?: string;
                                    address_line4?: string;
                                    delivery_preferences?: {
                                        drop_off_location?: string;
                                    };
                                    district_info?: {
                                        address_level?: string;
                                        address_level_name?: string;
                                        address_name?: string;
                                        iso_code?: string;
                                    }[];
                                    first_name?: string;
                                    first_name_local_script?: string;
                                    full_address?: string;
                                    last_name?: string;
                                    last_name_local_script?: string;
                                    name?: string;
                                    phone_number?: string;
                                    post_town?: string;
                                    postal_code?: string;
                                    region_code?: string;
                                };
                                /** Format: int64 */
                                recommended_shipping_time?: number;
                                /** Format: int64 */
                                release_date?: number;
                                replaced_order_id?: string;
                                /** Format: int64 */
                                request_cancel_time?: number;
                                /** Format: int64 */
                                rts_sla_time?: number;
                                /** Format: int64 */
                                rts_time?: number;
                                seller_note?: string;
                                /** Format: int64 */
                                shipping_due_time?: number;
                                shipping_provider?: string;
                                shipping_provider_id?: string;
                                shipping_type?: string;
                                split_or_combine_tag?: string;
                                status?: string;
                                tracking_number?: string;
                                /** Format: int64 */
                                tts_sla_time?: number;
                                /** Format: int64 */
                                update_time?: number;
                                user_id?: string;
                                warehouse_id?: string;
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_orders: {
        parameters: {
            query: {
                ids: string[];
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            orders?: {
                                auto_combine_group_id?: string;
                                buyer_avatar?: string;
                                buyer_email?: string;
                                buyer_message?: string;
                                buyer_nickname?: string;
                                /** Format: int64 */
                                cancel_order_sla_time?: number;
                                cancel_reason?: string;
                                /** Format: int64 */
                                cancel_time?: number;
                                cancellation_initiator?: string;
                                channel_entity_national_registry_id?: string;
                                /** Format: int64 */
                                collection_due_time?: number;
                                /** Format: int64 */
                                collection_time?: number;
                                commerce_platform?: string;
                                consultation_id?: string;
                                cpf?: string;
                                cpf_name?: string;
                                /** Format: int64 */
                                create_time?: number;
                                /** Format: int64 */
                                delivery_due_time?: number;
                                delivery_option_id?: string;
                                delivery_option_name?: string;
                                /** Format: int64 */
                                delivery_option_required_delivery_time?: number;
                                /** Format: int64 */
                                delivery_sla_time?: number;
                                /** Format: int64 */
                                delivery_time?: number;
                                delivery_type?: string;
                                exchange_source_order_id?: string;
                                fast_delivery_program?: string;
                                /** Format: int64 */
                                fast_dispatch_sla_time?: number;
                                fulfillment_type?: string;
                                handling_duration?: {
                                    days?: string;
                                    type?: string;
                                };
                                has_updated_recipient_address?: boolean;
                                id?: string;
                                is_buyer_request_cancel?: boolean;
                                is_cod?: boolean;
                                is_exchange_order?: boolean;
                                is_on_hold_order?: boolean;
                                is_replacement_order?: boolean;
                                is_sample_order?: boolean;
                                line_items?: {
                                    buyer_service_fee?: string;
                                    cancel_reason?: string;
                                    cancel_user?: string;
                                    combined_listing_skus?: {
                                        product_id?: string;
                                        seller_sku?: string;
                                        /** Format: int32 */
                                        sku_count?: number;
                                        sku_id?: string;
                                    }[];
                                    currency?: string;
                                    display_status?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    gift_retail_price?: string;
                                    handling_duration_days?: string;
                                    id?: string;
                                    is_dangerous_good?: boolean;
                                    is_gift?: boolean;
                                    is_unboxing_item?: boolean;
                                    item_tax?: {
                                        tax_amount?: string;
                                        tax_rate?: string;
                                        tax_type?: string;
                                    }[];
                                    needs_prescription?: boolean;
                                    original_price?: string;
                                    package_id?: string;
                                    package_status?: string;
                                    pfand_fee?: string;
                                    platform_discount?: string;
                                    product_id?: string;
                                    product_name?: string;
                                    retail_delivery_fee?: string;
                                    /** Format: int64 */
                                    rts_time?: number;
                                    sale_price?: string;
                                    seller_discount?: string;
                                    seller_sku?: string;
                                    shipping_provider_id?: string;
                                    shipping_provider_name?: string;
                                    sku_id?: string;
                                    sku_image?: string;
                                    sku_name?: string;
                                    sku_type?: string;
                                    small_order_fee?: string;
                                    tracking_number?: string;
                                    unboxing_sku_code?: string;
                                }[];
                                need_upload_invoice?: string;
                                order_rights?: number[];
                                order_type?: string;
                                packages?: {
                                    id?: string;
                                }[];
                                /** Format: int64 */
                                paid_time?: number;
                                payment?: {
                                    buyer_service_fee?: string;
                                    currency?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    handling_fee?: string;
                                    item_insurance_fee?: string;
                                    item_insurance_tax?: string;
                                    original_shipping_fee?: string;
                                    original_total_product_price?: string;
                                    payment_discount_service_fee?: string;
                                    payment_platform_discount?: string;
                                    platform_discount?: string;
                                    product_tax?: string;
                                    retail_delivery_fee?: string;
                                    seller_discount?: string;
                                    shipping_fee?: string;
                                    shipping_fee_cofunded_discount?: string;
                                    shipping_fee_platform_discount?: string;
                                    shipping_fee_seller_discount?: string;
                                    shipping_fee_tax?: string;
                                    shipping_insurance_fee?: string;
                                    small_order_fee?: string;
                                    sub_total?: string;
                                    tax?: string;
                                    total_amount?: string;
                                };
                                payment_auth_code?: string;
                                payment_card_type?: string;
                                payment_method_code?: string;
                                payment_method_name?: string;
                                /** Format: int64 */
                                pick_up_cut_off_time?: number;
                                recipient_address?: {
                                    address_detail?: string;
                                    address_line1?: string;
                                    address_line2?: string;
                                    address_line3?: string;
                                    address_line4?: string;
                                    delivery_preferences?: {
                                        drop_off_location?: string;
                                    };
                                    district_info?: {
                                        address_level?: string;
                                        address_level_name?: string;
                                        address_name?: string;
                                        iso_code?: string;
                                    }[];
                                    first_name?: string;
                                    first_name_local_script?: string;
                                    full_address?: string;
                                    last_name?: string;
                                    last_name_local_script?: string;
                                    name?: string;
                                    phone_number?: string;
                                    post_town?: string;
                                    postal_code?: string;
                                    region_code?: string;
                                };
                                /** Format: int64 */
                                release_date?: number;
                                replaced_order_id?: string;
                                /** Format: int64 */
                                request_cancel_time?: number;
                                /** Format: int64 */
                                rts_sla_time?: number;
                                /** Format: int64 */
                                rts_time?: number;
                                seller_note?: string;
                                /** Format: int64 */
                                shipping_due_time?: number;
                                shipping_provider?: string;
                                shipping_provider_id?: string;
                                shipping_type?: string;
                                split_or_combine_tag?: string;
                                status?: string;
                                tracking_number?: string;
                                /** Format: int64 */
                                tts_sla_time?: number;
                                /** Format: int64 */
                                update_time?: number;
                                user_id?: string;
                                warehouse_id?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_stock: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    product_ids?: string[];
                    sku_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            inventory?: {
                                product_id?: string;
                                skus?: {
                                    id?: string;
                                    seller_sku?: string;
                                    total_available_inventory_distribution?: {
                                        campaign_inventory?: {
                                            campaign_name?: string;
                                            /** Format: int32 */
                                            quantity?: number;
                                        }[];
                                        creator_inventory?: {
                                            creator_name?: string;
                                            /** Format: int32 */
                                            quantity?: number;
                                        }[];
                                        in_shop_inventory?: {
                                            /** Format: int32 */
                                            quantity?: number;
                                        };
                                    };
                                    /** Format: int32 */
                                    total_available_quantity?: number;
                                    /** Format: int32 */
                                    total_committed_quantity?: number;
                                    warehouse_inventory?: {
                                        /** Format: int32 */
                                        available_quantity?: number;
                                        /** Format: int32 */
                                        committed_quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                }[];
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: {
                locale?: string;
                return_draft_version?: boolean;
                return_under_review_version?: boolean;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            audit?: {
                                pre_approved_reasons?: string[];
                                status?: string;
                            };
                            audit_failed_reasons?: {
                                listing_platform?: string;
                                position?: string;
                                reasons?: string[];
                                suggestions?: string[];
                            }[];
                            brand?: {
                                id?: string;
                                name?: string;
                            };
                            category_chains?: {
                                id?: string;
                                is_leaf?: boolean;
                                local_name?: string;
                                parent_id?: string;
                            }[];
                            certifications?: {
                                /** Format: int64 */
                                expiration_date?: number;
                                files?: {
                                    format?: string;
                                    id?: string;
                                    name?: string;
                                    urls?: string[];
                                }[];
                                id?: string;
                                images?: {
                                    /** Format: int32 */
                                    height?: number;
                                    thumb_urls?: string[];
                                    uri?: string;
                                    urls?: string[];
                                    /** Format: int32 */
                                    width?: number;
                                }[];
                                title?: string;
                            }[];
                            /** Format: int64 */
                            create_time?: number;
                            delivery_options?: {
                                id?: string;
                                is_available?: boolean;
                                name?: string;
                            }[];
                            description?: string;
                            external_product_id?: string;
                            global_product_association?: {
                                global_product_id?: string;
                                sku_mappings?: {
                                    global_sku_id?: string;
                                    local_sku_id?: string;
                                    sales_attribute_mappings?: {
                                        global_attribute_id?: string;
                                        global_value_id?: string;
                                        local_attribute_id?: string;
                                        local_value_id?: string;
                                    }[];
                                }[];
                            };
                            has_draft?: boolean;
                            id?: string;
                            integrated_platform_statuses?: {
                                platform?: string;
                                status?: string;
                            }[];
                            is_cod_allowed?: boolean;
                            is_not_for_sale?: boolean;
                            is_pre_owned?: boolean;
                            is_replicated?: boolean;
                            listing_quality_tier?: string;
                            main_images?: {
                                /** Format: int32 */
                                height?: number;
                                thumb_urls?: string[];
                                uri?: string;
                                urls?: string[];
                                /** Format: int32 */
                                width?: number;
                            }[];
                            manufacturer_ids?: string[];
                            /** Format: int32 */
                            minimum_order_quantity?: number;
                            package_dimensions?: {
                                height?: string;
                                length?: string;
                                unit?: string;
                                width?: string;
                            };
                            package_weight?: {
                                unit?: string;
                                value?: string;
                            };
                            prescription_requirement?: {
                                needs_prescription?: boolean;
                            };
                            primary_combined_product_id?: string;
                            product_attributes?: {
                                id?: string;
                                name?: string;
                                values?: {
                                    id?: string;
                                    name?: string;
                                }[];
                            }[];
                            product_families?: {
                                id?: string;
                                products?: {
                                    id?: string;
                                }[];
                            }[];
                            product_status?: string;
                            product_types?: string[];
                            recommended_categories?: {
                                id?: string;
                                local_name?: string;
                            }[];
                            responsible_person_ids?: string[];
                            shipping_insurance_requirement?: string;
                            shipping_template_id?: string;
                            size_chart?: {
                                image?: {
                                    /** Format: int32 */
                                    height?: number;
                                    thumb_urls?: string[];
                                    uri?: string;
                                    urls?: string[];
                                    /** Format: int32 */
                                    width?: number;
                                };
                                template?: {
                                    id?: string;
                                };
                            };
                            skus?: {
                                combined_skus?: {
                                    brand?: {
                                        id?: string;
                                        name?: string;
                                    };
                                    categories?: {
                                        id?: string;
                                        is_leaf?: boolean;
                                        local_name?: string;
                                        parent_id?: string;
                                    }[];
                                    combined_listing_not_live_reasons?: string[];
                                    inventory?: {
                                        /** Format: int32 */
                                        quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                    price?: {
                                        currency?: string;
                                        sale_price?: string;
                                        tax_exclusive_price?: string;
                                    };
                                    product_id?: string;
                                    product_main_image?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    };
                                    sales_attributes?: {
                                        id?: string;
                                        name?: string;
                                        sku_img?: {
                                            /** Format: int32 */
                                            height?: number;
                                            thumb_urls?: string[];
                                            uri?: string;
                                            urls?: string[];
                                            /** Format: int32 */
                                            width?: number;
                                        };
                                        supplementary_sku_images?: {
                                            /** Format: int32 */
                                            height?: number;
                                            thumb_urls?: string[];
                                            uri?: string;
                                            urls?: string[];
                                            /** Format: int32 */
                                            width?: number;
                                        }[];
                                        value_id?: string;
                                        value_name?: string;
                                    }[];
                                    seller_sku?: string;
                                    /** Format: int32 */
                                    sku_count?: number;
                                    sku_id?: string;
                                    title?: string;
                                }[];
                                external_list_prices?: {
                                    amount?: string;
                                    currency?: string;
                                    source?: string;
                                }[];
                                external_sku_id?: string;
                                external_urls?: string[];
                                extra_identifier_codes?: string[];
                                fees?: {
                                    additional_attribute?: string;
                                    amount?: string;
                                    type?: string;
                                }[];
                                global_listing_policy?: {
                                    inventory_type?: string;
                                    price_sync?: boolean;
                                    replicate_source?: {
                                        product_id?: string;
                                        shop_id?: string;
                                        sku_id?: string;
                                    };
                                };
                                id?: string;
                                identifier_code?: {
                                    code?: string;
                                    type?: string;
                                };
                                inventory?: {
                                    /** Format: int32 */
                                    backorder_quantity?: number;
                                    /** Format: int32 */
                                    handling_time?: number;
                                    /** Format: int32 */
                                    quantity?: number;
                                    warehouse_id?: string;
                                }[];
                                list_price?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                pre_sale?: {
                                    fulfillment_type?: {
                                        /** Format: int32 */
                                        handling_duration_days?: number;
                                        /** Format: int64 */
                                        release_date?: number;
                                    };
                                    type?: string;
                                };
                                price?: {
                                    currency?: string;
                                    sale_price?: string;
                                    tax_exclusive_price?: string;
                                    unit_price?: string;
                                };
                                sales_attributes?: {
                                    id?: string;
                                    name?: string;
                                    sku_img?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    };
                                    supplementary_sku_images?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    }[];
                                    value_id?: string;
                                    value_name?: string;
                                }[];
                                seller_sku?: string;
                                sku_unit_count?: string;
                                status_info?: {
                                    deactivation_source?: string;
                                    status?: string;
                                };
                            }[];
                            status?: string;
                            subscribe_info?: {
                                subscribe_discount_details?: {
                                    discount_level?: string;
                                    /** Format: int32 */
                                    discount_value?: number;
                                }[];
                                subscribe_promotion_config?: {
                                    discount_level?: string;
                                    discount_options?: number[];
                                    /** Format: int32 */
                                    max_discount?: number;
                                    /** Format: int32 */
                                    min_discount?: number;
                                }[];
                                subscribe_status?: string;
                                support_subscribe?: boolean;
                            };
                            title?: string;
                            /** Format: int64 */
                            update_time?: number;
                            video?: {
                                cover_url?: string;
                                format?: string;
                                /** Format: int32 */
                                height?: number;
                                id?: string;
                                /** Format: int32 */
                                size?: number;
                                url?: string;
                                /** Format: int32 */
                                width?: number;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_products: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    audit_status?: string[];
                    category_version?: string;
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_le?: number;
                    listing_platforms?: string[];
                    listing_quality_tiers?: string[];
                    return_draft_version?: boolean;
                    seller_skus?: string[];
                    sku_ids?: string[];
                    sns_filter?: string;
                    status?: string;
                    /** Format: int64 */
                    update_time_ge?: number;
                    /** Format: int64 */
                    update_time_le?: number;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            products?: {
                                audit?: {
                                    pre_approved_reasons?: string[];
                                    status?: string;
                                };
                                /** Format: int64 */
                                create_time?: number;
                                has_draft?: boolean;
                                id?: string;
                                integrated_platform_statuses?: {
                                    platform?: string;
                                    status?: string;
                                }[];
                                is_not_for_sale?: boolean;
                                listing_quality_tier?: string;
                                product_families?: {
                                    id?: string;
                                    products?: {
                                        id?: string;
                                    }[];
                                }[];
                                product_sync_fail_reasons?: string[];
                                recommended_categories?: {
                                    id?: string;
                                    local_name?: string;
                                }[];
                                sales_regions?: string[];
                                skus?: {
                                    external_list_prices?: {
                                        amount?: string;
                                        currency?: string;
                                        source?: string;
                                    }[];
                                    fees?: {
                                        additional_attribute?: string;
                                        amount?: string;
                                        type?: string;
                                    }[];
                                    id?: string;
                                    inventory?: {
                                        /** Format: int32 */
                                        backorder_quantity?: number;
                                        /** Format: int32 */
                                        handling_time?: number;
                                        /** Format: int32 */
                                        quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                    list_price?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    pre_sale?: {
                                        fulfillment_type?: {
                                            /** Format: int32 */
                                            handling_duration_days?: number;
                                            /** Format: int64 */
                                            release_date?: number;
                                        };
                                        type?: string;
                                    };
                                    price?: {
                                        currency?: string;
                                        sale_price?: string;
                                        tax_exclusive_price?: string;
                                    };
                                    seller_sku?: string;
                                    status_info?: {
                                        deactivation_source?: string;
                                        status?: string;
                                    };
                                }[];
                                status?: string;
                                title?: string;
                                /** Format: int64 */
                                update_time?: number;
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
}
